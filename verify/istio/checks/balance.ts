import assert from 'node:assert';
import { IstioCheck } from '../check';
import * as settings from '../settings';
import { rule, SERVER, service, template, variable } from '../subject';
import { wayOf } from '../way';

/** The strategy itself. */
export const balances: IstioCheck = {
  name: 'istio/balances',
  settings: [
    ...[settings.EXAMPLE, settings.LEAST_REQUEST, settings.RANDOM, settings.V1BETA1],
    ...[settings.OUTLIERS, settings.TWO_NAMESPACES],
  ],
  run: (scene) => {
    const { cluster, endpoints } = wayOf(scene);
    const { type = 'STATIC', lb_policy: algorithm = 'ROUND_ROBIN' } = cluster;
    assert.equal(
      type,
      'EDS',
      `the caller's proxy must pick the pod itself, has the cluster ${cluster.name} of ${type}`,
    );
    const expected = scene.setting.algorithm;
    assert.equal(algorithm, expected, `the algorithm must be ${expected}, is ${algorithm}`);
    const pods = Object.entries(scene.seen.pods).filter(([name]) => name.includes(`/${SERVER}-`));
    assert.deepEqual(
      endpoints.map(({ address }) => address).sort(),
      pods.map(([, { manifest }]) => manifest.status.podIP).sort(),
      `the caller's proxy must know all ${pods.length} pods, knows ${endpoints.length}`,
    );
    const ranks = new Set(endpoints.map(({ weight, priority }) => `weight ${weight} priority ${priority}`));
    assert.equal(ranks.size, 1, `no pod must be preferred, there are some of ${[...ranks].join(', some of ')}`);
    return `${algorithm} over ${endpoints.length} pods`;
  },
  controls: [
    {
      broken: 'no DestinationRule',
      edit: (subject) => subject.manifests.splice(subject.manifests.indexOf(rule(subject)), 1),
      says: /must be ROUND_ROBIN, is LEAST_REQUEST/,
    },
    {
      broken: 'a rule for the headless Service',
      edit: (subject) => (rule(subject).spec.host = `${SERVER}-headless.demo.svc.cluster.local`),
      says: /must be ROUND_ROBIN, is LEAST_REQUEST/,
    },
    {
      broken: 'a rule whose host ends at the namespace',
      edit: (subject) => (rule(subject).spec.host = `${SERVER}.demo`),
      says: /must be ROUND_ROBIN, is LEAST_REQUEST/,
    },
    {
      broken: 'a rule in a third namespace',
      edit: (subject) => (rule(subject).metadata.namespace = 'third'),
      says: /must be ROUND_ROBIN, is LEAST_REQUEST/,
    },
    {
      broken: 'PASSTHROUGH',
      edit: (subject) => (rule(subject).spec.trafficPolicy.loadBalancer.simple = 'PASSTHROUGH'),
      says: /must pick the pod itself, .* ORIGINAL_DST/,
    },
    {
      broken: 'a caller that dials the headless Service',
      edit: (subject) => {
        const target = variable(subject, '_GRPC_TARGET');
        target.value = target.value.replace(SERVER, `${SERVER}-headless`);
      },
      says: /must pick the pod itself, .* ORIGINAL_DST/,
    },
    {
      broken: 'a headless Service under the name that is dialled',
      edit: (subject) => (service(subject).spec.clusterIP = 'None'),
      says: /must pick the pod itself, .* ORIGINAL_DST/,
    },
    {
      broken: 'a caller with an authority of its own',
      edit: (subject) => {
        const options = variable(subject, '_GRPC_CHANNEL_OPTIONS');
        options.value = JSON.stringify({ ...JSON.parse(options.value), 'grpc.default_authority': 'greeter' });
      },
      says: /PassthroughCluster/,
    },
    {
      broken: 'pods with other labels than the Service selects',
      edit: (subject) => (template(subject, SERVER).metadata.labels['app.kubernetes.io/name'] = 'other'),
      says: /must know all 5 pods, knows 0/,
    },
    {
      broken: 'outlier detection, with which Istio prefers the zone of the caller',
      setting: settings.OUTLIERS,
      edit: (subject) => delete rule(subject).spec.trafficPolicy.loadBalancer.localityLbSetting,
      says: /no pod must be preferred, .* priority 0, some of .* priority 1/,
    },
  ],
};
