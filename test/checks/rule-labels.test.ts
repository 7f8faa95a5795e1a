import { GrpcChecks } from '../../src/checks';

const object = (kind: string, labels: object, spec: object) => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind,
  metadata: { name: 'greeter', labels },
  spec,
});

const ruleLabels = { release: 'prometheus', role: 'alerts' };
const rule = (labels: object) => object('PrometheusRule', labels, {});
const messages = (...objects: object[]) => GrpcChecks.check(objects, { ruleLabels }).map(({ message }) => message);

test('the labels that a user says are asked for, each of them', () => {
  expect(messages(rule(ruleLabels))).toEqual([]);
  expect(messages(rule({ role: 'alerts', release: 'other' }))).toEqual([
    "PrometheusRule 'greeter' must have the labels of the setting ruleLabels, got labels role: alerts, release: other; add release: prometheus",
  ]);
});

test('who says which labels there are knows more than a Prometheus among the manifests', () => {
  const other = object('Prometheus', {}, { ruleSelector: { matchLabels: { team: 'payments' } } });
  expect(messages(rule(ruleLabels), other)).toEqual([]);
});
