import * as fc from 'fast-check';
import { dump } from 'js-yaml';
import { Finding, GrpcChecks, Severity } from '../../src/checks';
import { checkManifests } from '../../src/checks/grpc-checks';
import { load } from '../../src/checks/manifests/load';
import { everything, greeter, synth, VARIANTS } from '../support/variants';

// A busy machine tries fewer of them, and looks for the smallest one that fails for a few seconds only.
fc.configureGlobal({ interruptAfterTimeLimit: 10000 });

/** What rules look for: objects that have most of what a rule reads, so that junk gets far. */
const APPS = Object.values(VARIANTS).flatMap((variant) => [
  synth(greeter, variant()).objects,
  synth(everything, variant()).objects,
]);

/** Values that manifests have in the wrong place, and those that no manifest has. */
const junk = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, '', '%', 'None', 'true', true, false, 0, -1, 1.5, NaN, Infinity, [], {}),
  fc.constantFrom<unknown>([null], [[]], [[[]]], [{}], { '': null }, { length: -1 }, { __proto__: null }, ['50051']),
  fc.string(),
  fc.anything({ maxDepth: 3, withNullPrototype: true, withBigInt: true, withObjectString: true }),
);

/** Where something is replaced: at each level by the share of its keys that are passed over. */
const place = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 12 });

const edits = fc.array(fc.record({ place, junk }), { minLength: 1, maxLength: 4 });

const broken = fc.record({ app: fc.constantFrom(...APPS), edits }).map(({ app, edits: all }) => {
  const objects = copy(app);
  all.forEach((edit) => replace(objects, edit.place, edit.junk));
  return objects;
});

/** Not `structuredClone`: its objects are none to libraries that look at prototypes. */
function copy(objects: any[]): any[] {
  return JSON.parse(JSON.stringify(objects));
}

function replace(root: any, [share, ...rest]: number[], value: unknown): void {
  const keys = Object.keys(root);
  const key = keys[Math.floor(share * keys.length)];
  if (key === undefined) return;
  const next = root[key];
  if (rest.length && typeof next === 'object' && next !== null && Object.keys(next).length) replace(next, rest, value);
  else root[key] = value;
}

/** Rules, severities and sentences, whatever the manifests say. */
function expectFindings(findings: Finding[]): void {
  for (const { rule, severity, message } of findings) {
    expect(rule).toMatch(/^[a-z][a-z0-9-]+$/);
    expect(Object.values(Severity)).toContain(severity);
    expect(message).toMatch(/^.+, got .+; .+$/s);
    expect(message).not.toMatch(/\[object|function|=>/);
  }
}

test('no rule fails on anything, wherever it stands', () => {
  fc.assert(
    fc.property(broken, (objects) => expectFindings(GrpcChecks.check(objects))),
    { numRuns: 300 },
  );
});

test('nor on what a file can hold, and each finding has a line of it', () => {
  fc.assert(
    fc.property(broken, (objects) => {
      const text = objects.map((object) => `---\n${dump(object, { skipInvalid: true })}`).join('');
      const { manifests } = load('app.yaml', text);
      const findings = checkManifests(manifests, {});
      expectFindings(findings);
      const lines = text.split('\n').length;
      findings.forEach(({ line }) => {
        expect(line).toBeGreaterThan(0);
        expect(line).toBeLessThanOrEqual(lines);
      });
    }),
    { numRuns: 40 },
  );
});

test('objects that contain themselves are no way to stop a rule', () => {
  for (const app of APPS) {
    const objects = copy(app);
    const knot: any = { one: objects };
    Object.assign(knot, { two: knot, three: knot, list: [knot, knot] });
    objects.forEach(
      (object) => (object.spec = { ...object.spec, knot, rules: [knot], template: object.spec?.template }),
    );
    objects.push({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'knot', namespace: 'demo' },
      spec: knot,
    });
    expectFindings(GrpcChecks.check(objects));
  }
});

test('a manifest that is broken breaks no other', () => {
  const app = synth(greeter, VARIANTS['client-side']()).objects;
  const service = app.find(({ kind }) => kind === 'Service');
  delete service.spec.clusterIP;
  const alone = GrpcChecks.check(app);
  expect(alone).toHaveLength(1);
  fc.assert(
    fc.property(fc.array(junk), (others) => expect(GrpcChecks.check([...app, ...others])).toEqual(alone)),
    { numRuns: 200 },
  );
});
