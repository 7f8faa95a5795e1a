import { Duration } from 'cdk8s';
import * as fc from 'fast-check';

/** An arbitrary for every prop: a new prop is a compile error until it has one. */
export type Props<T> = { [K in keyof Required<T>]: fc.Arbitrary<Required<T>[K]> };

/** Any of the props, each of which may be absent. */
export function some<T>(props: Props<T>): fc.Arbitrary<Partial<T>> {
  return fc.record(props, { requiredKeys: [] }) as unknown as fc.Arbitrary<Partial<T>>;
}

export const seconds = (min: number, max: number) => fc.integer({ min, max }).map((value) => Duration.seconds(value));
export const oneOf = <T>(...values: T[]) => fc.constantFrom(...values);

/** Values that YAML would take for something else without quotes are among them. */
export const labels = fc.dictionary(
  oneOf('team', 'acme.example/tier', 'app.kubernetes.io/part-of', 'v'),
  oneOf('', 'a', 'true', 'on', '1', '1.0', '1e3', '0x1F', 'A.b_c-9', 'x'.repeat(63)),
  { maxKeys: 3 },
);
const text = fc
  .oneof(fc.string(), fc.string({ unit: 'binary' }), oneOf('a: b', '# c', '- d', '{{ $labels.pod }}', 'e\nf\n', ' g '))
  .filter((value) => !/undefined|null|NaN|\[object/i.test(value));
export const annotations = fc.dictionary(oneOf('acme.example/note', 'note', 'acme.example/owner'), text, {
  maxKeys: 2,
});
