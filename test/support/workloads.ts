import { ApiObject, Chart, Cron } from 'cdk8s';
import * as plus27 from 'cdk8s-plus-27';
import * as plus33 from 'cdk8s-plus-33';
import { IConstruct } from 'constructs';

/** Defines a workload called `app`, container `main`, as a user would. */
export type Define = (chart: Chart) => IConstruct;

const metadata = { name: 'app', annotations: { owner: 'shop' } };
const podMetadata = { labels: { app: 'app', tier: 'back' }, annotations: { note: 'kept' } };

function ofPlus(plus: typeof plus27): { [kind: string]: Define } {
  const pod = () => ({
    metadata,
    podMetadata,
    initContainers: [{ name: 'migrate', image: 'migrate:1' }],
    containers: [{ name: 'main', image: 'app:1', envVariables: { GREETING: plus.EnvValue.fromValue('hello') } }],
  });
  const service = (chart: Chart) => new plus.Service(chart, 'Service', { ports: [{ port: 1 }] });
  return {
    Deployment: (chart) => new plus.Deployment(chart, 'App', pod()),
    StatefulSet: (chart) => new plus.StatefulSet(chart, 'App', { ...pod(), service: service(chart) }),
    DaemonSet: (chart) => new plus.DaemonSet(chart, 'App', pod()),
    Job: (chart) => new plus.Job(chart, 'App', pod()),
    CronJob: (chart) => new plus.CronJob(chart, 'App', { ...pod(), schedule: Cron.daily() }),
    Pod: (chart) => new plus.Pod(chart, 'App', { ...pod(), metadata: { ...metadata, ...podMetadata } }),
  };
}

const podSpec = {
  terminationGracePeriodSeconds: 30,
  initContainers: [{ name: 'migrate', image: 'migrate:1' }],
  containers: [{ name: 'main', image: 'app:1', env: [{ name: 'GREETING', value: 'hello' }], unheardOf: { kept: [1] } }],
};
const template = { metadata: podMetadata, spec: podSpec };
const selector = { matchLabels: { app: 'app' } };

const object =
  (apiVersion: string, kind: string, spec: any, labels: any = {}): Define =>
  (chart) =>
    new ApiObject(chart, 'App', { apiVersion, kind, metadata: { ...metadata, ...labels }, spec });

const rolling = { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } };

/** Shared by all tests: edits that reached into what the user passed in would show in the next one. */
const PLAIN: { [kind: string]: Define } = {
  Deployment: object('apps/v1', 'Deployment', { selector, template, minReadySeconds: 0, strategy: rolling }),
  StatefulSet: object('apps/v1', 'StatefulSet', { selector, template, serviceName: 'app' }),
  DaemonSet: object('apps/v1', 'DaemonSet', { selector, template }),
  Job: object('batch/v1', 'Job', { template }),
  CronJob: object('batch/v1', 'CronJob', { schedule: '0 0 * * *', jobTemplate: { spec: { template } } }),
  Pod: object('v1', 'Pod', podSpec, podMetadata),
  Rollout: object('argoproj.io/v1alpha1', 'Rollout', { selector, template, strategy: { canary: {} } }),
};

/** Everything that can run pods, by the library it is made with and by kind. */
export const WORKLOADS: { readonly [library: string]: { readonly [kind: string]: Define } } = {
  'cdk8s-plus-27': ofPlus(plus27),
  'cdk8s-plus-33': ofPlus(plus33 as unknown as typeof plus27),
  ApiObject: PLAIN,
};

/** What differs between two manifests: `+` added, `-` removed, `~` changed; things with a name are told apart by it. */
export function changes(before: any, after: any, path = ''): string[] {
  if (before === undefined) return [`+ ${path}`];
  if (after === undefined) return [`- ${path}`];
  if (typeof before !== 'object' || typeof after !== 'object') return before === after ? [] : [`~ ${path}`];
  const [one, other] = [byName(before), byName(after)];
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
  return keys.flatMap((key) => changes(one[key], other[key], path ? `${path}.${key}` : key));
}

function byName(value: any): any {
  return Array.isArray(value) ? Object.fromEntries(value.map((item, index) => [item?.name ?? index, item])) : value;
}
