import { Duration } from 'cdk8s';
import { GrpcServerOptions } from '../../src';
import { AppSpec } from './arbitraries/app';
import { containers, sleepSeconds } from './facts/pods';
import { find, ofKind, podTemplate, Scene, variable } from './facts/scene';

/** What any app's output keeps, given what the app was asked for; each yields what is wrong. */
export const OUTPUT_CHECKS: { readonly [name: string]: (scene: Scene, spec: AppSpec) => Iterable<string> } = {
  *'names are what Kubernetes accepts'(scene) {
    for (const { kind, metadata } of scene.objects) {
      const valid = kind === 'Service' ? /^(?=.{1,63}$)[a-z]([-a-z0-9]*[a-z0-9])?$/ : SUBDOMAIN;
      if (!valid.test(metadata.name)) yield `${kind}/${metadata.name}`;
    }
    for (const container of containersOf(scene)) {
      if (!/^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(container.name)) yield `container ${container.name}`;
      for (const { name } of container.ports ?? []) {
        if (name !== undefined && !/^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name))
          yield `port ${name}`;
      }
      for (const { name } of container.env ?? []) if (!/^[A-Z][A-Z0-9_]*$/.test(name)) yield `variable ${name}`;
    }
  },

  *'labels are what Kubernetes accepts'(scene) {
    for (const object of scene.objects) {
      const maps = [object.metadata.labels, podTemplate(object)?.metadata.labels, object.spec?.selector?.matchLabels];
      for (const [key, value] of maps.flatMap((map) => Object.entries<any>(map ?? {}))) {
        if (!/^(?=.{0,63}$)([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/.test(value))
          yield `${object.kind}: ${key}=${value}`;
      }
    }
  },

  *'labels and annotations arrive as they were given'(scene, spec) {
    for (const { name, options, kind } of servers(spec)) {
      const { annotations = {}, labels = {}, podAnnotations = {} } = options;
      const { metadata } = find(scene, 'Service', `${name}-headless`);
      const pods = podTemplate(find(scene, kind, workloadOf(name, spec))).metadata;
      const given = [
        ...Object.entries(annotations).map(([key, value]) => [metadata.annotations?.[key], value]),
        ...Object.entries(labels).flatMap(([key, value]) => [
          [metadata.labels[key], value],
          [pods.labels[key], value],
        ]),
        ...Object.entries(podAnnotations).map(([key, value]) => [pods.annotations?.[key], value]),
      ];
      for (const [actual, value] of given) {
        const text = typeof actual === 'object' ? JSON.stringify(actual) : actual;
        if (text !== value) yield `${name}: ${JSON.stringify(value)} became ${JSON.stringify(text)}`;
      }
    }
  },

  *'a pod has the time to drain and to end its longest request'(scene, spec) {
    for (const { name, options, kind } of servers(spec)) {
      const pod = podTemplate(find(scene, kind, workloadOf(name, spec))).spec;
      const server = pod.containers.find((candidate: any) => variable(candidate, 'GRPC_SERVER_OPTIONS'));
      const open = Math.max(inSeconds(options.longestRequest, 10), options.unboundedStreams ? 30 : 0);
      const least = sleepSeconds(server)! + open + 5;
      if (!(pod.terminationGracePeriodSeconds >= least))
        yield `${name}: ${pod.terminationGracePeriodSeconds} < ${least}`;
      const startup = inSeconds(options.health?.startupTime, 120) + inSeconds(spec.servers[0].minReady, 5);
      const { progressDeadlineSeconds } = find(scene, kind, workloadOf(name, spec)).spec;
      if (name === nameOf(spec, 0) && progressDeadlineSeconds <= startup) yield `${name}: rollouts are given up`;
    }
  },

  *'a client pings at most half as often as its server permits'(scene, spec) {
    const permitted = new Map(
      servers(spec).map(({ name, kind }) => [name, minimum(scene, kind, workloadOf(name, spec))]),
    );
    const [web] = podTemplate(find(scene, 'Deployment', spec.clientName)).spec.containers;
    for (const { to, options } of spec.connections) {
      const name = to < 3 ? nameOf(spec, to) : spec.imported.name;
      const prefix = options.as ?? name.replace(/[^a-z0-9]+/g, '_').toUpperCase();
      const pings = variable(web, `${prefix}_GRPC_CHANNEL_OPTIONS`)['grpc.keepalive_time_ms'];
      const least = to < 3 ? 2 * permitted.get(name)! : spec.imported.keepaliveTime?.toMilliseconds();
      // Nobody knows what a server of another repository permits, unless it is said.
      if (least === undefined ? pings !== undefined : !(pings >= least))
        yield `${prefix} pings every ${pings} ms, not ${least}`;
    }
  },

  *'durations in service configs are what gRPC parses'(scene) {
    for (const container of containersOf(scene)) {
      for (const { name, value } of container.env ?? []) {
        const methods = value?.['grpc.service_config']?.methodConfig ?? [];
        for (const { retryPolicy } of methods) {
          if (!retryPolicy) continue;
          for (const duration of [retryPolicy.initialBackoff, retryPolicy.maxBackoff]) {
            // protobuf's JSON has nine decimals; grpc-js refuses more.
            if (!/^\d+(\.\d{1,9})?s$/.test(duration)) yield `${name}: ${duration}`;
          }
        }
      }
    }
  },

  *"Istio's rule is for an emitted ClusterIP Service, by its full name"(scene, { settings }) {
    for (const { metadata, spec } of ofKind(scene, 'DestinationRule')) {
      const service = find(scene, 'Service', metadata.name);
      const host = `${service?.metadata.name}.${service?.metadata.namespace}.svc.${settings.cluster?.domain ?? 'cluster.local'}`;
      if (service?.spec.clusterIP !== undefined || spec.host !== host) yield spec.host;
      if (metadata.namespace !== service?.metadata.namespace) yield `${spec.host} is in another namespace`;
    }
  },

  *'no container requests more memory than its limit'(scene) {
    for (const { name, resources } of containersOf(scene)) {
      const [request, limit] = [resources?.requests?.memory, resources?.limits?.memory].map(mebibytes);
      if (request > limit) yield `${name}: ${request} > ${limit}`;
    }
  },
};

const SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

function containersOf(scene: Scene): any[] {
  return scene.objects.filter(podTemplate).flatMap((object) => containers(podTemplate(object).spec));
}

/** The servers that are emitted, as they were asked for. */
function servers(spec: AppSpec): { name: string; kind: string; options: GrpcServerOptions }[] {
  return [
    ...spec.servers.map((options, index) => ({ name: nameOf(spec, index), kind: 'Deployment', options })),
    { name: nameOf(spec, 2), kind: spec.workload.kind, options: spec.workload.options },
  ];
}

function nameOf({ servers: made, workload }: AppSpec, position: number): string {
  return position < 2 ? (made[position].name ?? `server-${position}`) : (workload.options.name ?? 'ledger');
}

function workloadOf(name: string, spec: AppSpec): string {
  return name === nameOf(spec, 2) ? 'ledger' : name;
}

function minimum(scene: Scene, kind: string, name: string): number {
  const [container] = podTemplate(find(scene, kind, name)).spec.containers;
  return variable(container, 'GRPC_SERVER_OPTIONS')['grpc.http2.min_ping_interval_without_data_ms'];
}

function inSeconds(duration: Duration | undefined, otherwise: number): number {
  return duration?.toSeconds() ?? otherwise;
}

/** NaN where nothing is said, which is neither more nor less. */
function mebibytes(quantity?: string): number {
  return quantity === undefined ? NaN : parseInt(quantity) * (quantity.endsWith('Gi') ? 1024 : 1);
}
