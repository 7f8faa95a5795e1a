/** No emitted field is unknown to Kubernetes or to the operators, which drop unknown fields without a word or refuse the object. */
import { schemaErrors } from './support/schema';
import { DefineChart, everything, greeter, lab, synth, VARIANTS } from './support/variants';

const withVariants = (apps: Record<string, DefineChart>) =>
  Object.entries(apps).flatMap(([app, define]) =>
    Object.entries(VARIANTS).map(([variant, strategy]) => ({ app, variant, define, strategy })),
  );
const APPS = withVariants({ greeter, everything });

// The lab's callers are Jobs, which cannot have Envoy before Kubernetes 1.29.
test.each([...APPS, ...withVariants({ lab })])('$app, $variant: on Kubernetes 1.33', ({ define, strategy }) => {
  const { objects } = synth(define, strategy());
  expect(objects.flatMap((object) => schemaErrors(object, '1.33'))).toEqual([]);
});

test.each(APPS)('$app, $variant: on Kubernetes 1.28, when told so', ({ define, strategy }) => {
  const { objects } = synth(define, strategy(), { cluster: { kubernetesVersion: '1.28' } });
  expect(objects.flatMap((object) => schemaErrors(object, '1.28'))).toEqual([]);
});

test('control: the default is too new for Kubernetes 1.28, and a misspelt field is seen', () => {
  const { objects } = synth(greeter, VARIANTS['client-side']());
  const deployment = objects.find(({ kind }) => kind === 'Deployment');
  expect(schemaErrors(deployment, '1.28')).toEqual([expect.stringMatching(/preStop\/sleep is not a known field$/)]);
  deployment.spec.template.spec.contianers = [];
  expect(schemaErrors(deployment, '1.33')).toEqual([expect.stringMatching(/contianers is not a known field$/)]);
});
