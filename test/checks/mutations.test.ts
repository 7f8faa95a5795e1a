import { LoadBalancing } from '../../src';
import { GrpcChecks } from '../../src/checks';
import { text } from '../../src/checks/cli/text';
import { everything, greeter, synth, VARIANTS } from '../support/variants';
import { CHANNELS } from './mutations/channels';
import { ENVOYS } from './mutations/envoy';
import { MONITORING } from './mutations/monitoring';
import { SERVICES } from './mutations/services';

const MUTATIONS = [...SERVICES, ...ENVOYS, ...CHANNELS, ...MONITORING];
const NAMES = Object.keys(VARIANTS);

test.each(NAMES)('nothing is wrong with the greeter under %s', (variant) => {
  expect(text(GrpcChecks.check(synth(greeter, VARIANTS[variant]()).objects))).toBe('');
});

test.each([
  ['istio', () => LoadBalancing.istio({ podInjection: false })],
  ['linkerd', () => LoadBalancing.linkerd({ podInjection: false })],
])(
  'nothing is wrong with the greeter under %s if its namespace, which is labelled elsewhere, has it injected',
  (_, strategy) => {
    expect(text(GrpcChecks.check(synth(greeter, strategy()).objects))).toBe('');
  },
);

test.each(NAMES)('nothing is wrong with an app that uses everything under %s', (variant) => {
  expect(text(GrpcChecks.check(synth(everything, VARIANTS[variant]()).objects))).toBe('');
});

test('every rule has a mutation of the greeter', () => {
  const ids = GrpcChecks.rules.map(({ id }) => id);
  expect([...new Set(MUTATIONS.map(({ rule }) => rule))].sort()).toEqual(ids.sort());
});

test.each(MUTATIONS.map((mutation) => [mutation.rule, mutation.variant, mutation.how ?? '', mutation] as const))(
  '%s alone finds what is wrong with the greeter under %s %s',
  (rule, variant, _how, { edit, also = [] }) => {
    const { objects } = synth(greeter, VARIANTS[variant]());
    edit(objects);
    const found = GrpcChecks.check(objects);
    expect([...new Set(found.map((finding) => finding.rule))].sort()).toEqual([rule, ...also].sort());
  },
);
