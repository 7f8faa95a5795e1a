/** What is known of engines and of the design, checked against every strategy; `scripts/alter-leaves.ts` proves that it bites. */
import { EXPECTED_EVERYTHING, EXPECTED_GREETER, FACTS, sceneOf, STRATEGIES, violated } from './support/facts';
import { everything, greeter, synth, VARIANTS } from './support/variants';

describe.each([
  { app: 'greeter', define: greeter, expected: EXPECTED_GREETER },
  { app: 'everything', define: everything, expected: EXPECTED_EVERYTHING },
])('$app', ({ define, expected }) => {
  describe.each(Object.keys(VARIANTS))('%s', (variant) => {
    const { objects, brought } = synth(define, VARIANTS[variant]());
    const scene = sceneOf(objects, brought.keys(), expected, STRATEGIES[variant]);

    test.each(FACTS)('$name', (fact) => {
      expect(violated([fact], scene).map(({ message }) => `${message}: ${fact.reason}`)).toEqual([]);
    });
  });
});

test('facts have names of their own', () => {
  const names = FACTS.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
});
