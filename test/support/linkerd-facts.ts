/** What Linkerd makes of manifests, read in its documentation and its code: it can be had from no package registry, so nothing of it is run. */
import { find, ofKind, podTemplate, Scene, variable } from './facts/scene';

/** Something that must be true of the manifests, or Linkerd silently does nothing. */
export interface LinkerdFact {
  readonly name: string;
  /** Where it is said: a page of linkerd.io, or a file of the repository linkerd2. */
  readonly source: string;
  readonly violations: (scene: Scene) => Iterable<string>;
  /** Manifests of which it is not true. */
  readonly broken: (objects: any[]) => void;
}

const INJECT = 'linkerd.io/inject';
const AWAIT = 'config.linkerd.io/proxy-await';
const WAIT = 'config.alpha.linkerd.io/proxy-wait-before-exit-seconds';
const PORT_LISTS = ['opaque-ports', 'skip-inbound-ports', 'skip-outbound-ports'].map(
  (list) => `config.linkerd.io/${list}`,
);
const OPAQUE_BY_DEFAULT = [25, 587, 3306, 4444, 5432, 6379, 9300, 11211];

export const LINKERD_FACTS: LinkerdFact[] = [
  {
    name: 'the webhook reads the annotation of pods, and no other',
    source: 'charts/linkerd-control-plane/templates/proxy-injector-rbac.yaml, pkg/inject/report.go',
    *violations(scene) {
      for (const [name, { metadata }] of pods(scene)) {
        if (metadata.annotations?.[INJECT] !== 'enabled') yield `the pods of ${name} are not injected`;
      }
    },
    broken: (objects) => {
      const { metadata, spec } = workload(objects);
      metadata.annotations = { [INJECT]: 'enabled' };
      delete spec.template.metadata.annotations[INJECT];
    },
  },
  {
    name: "pods in the host's network get no proxy",
    source: 'pkg/inject/report.go',
    *violations(scene) {
      for (const [name, { spec }] of pods(scene)) if (spec.hostNetwork) yield `the pods of ${name} are not injected`;
    },
    broken: (objects) => (workload(objects).spec.template.spec.hostNetwork = true),
  },
  {
    name: 'the application waits for the proxy if that is not a native sidecar',
    source: 'pkg/k8s/labels.go',
    *violations(scene) {
      for (const [name, { metadata }] of pods(scene)) {
        if (metadata.annotations?.[AWAIT] !== 'enabled') yield `${name} may start before its proxy`;
      }
    },
    broken: (objects) => delete workload(objects).spec.template.metadata.annotations[AWAIT],
  },
  {
    name: 'if it is not a native sidecar, the proxy refuses requests as soon as its pod begins to end, unless told to wait, for less than the grace period',
    source: 'charts/partials/templates/_proxy.tpl, linkerd.io/2/tasks/graceful-shutdown',
    *violations(scene) {
      for (const { kind, name, longestRequest } of scene.app.servers) {
        const { metadata, spec } = podTemplate(find(scene, kind, name));
        const waits = Number(metadata.annotations?.[WAIT] ?? 0);
        const drains = spec.containers[0].lifecycle.preStop.sleep.seconds + longestRequest;
        if (waits < drains) yield `the proxy of ${name} waits ${waits} s, its server drains for ${drains} s`;
        if (waits >= spec.terminationGracePeriodSeconds) yield `the proxy of ${name} is killed while it waits`;
      }
      for (const { kind, name, connections } of scene.app.clients) {
        const { metadata, spec } = podTemplate(find(scene, kind, name));
        const waits = Number(metadata.annotations?.[WAIT] ?? 0);
        const called = scene.app.servers.filter((server) => connections.some((one) => one.server === server.name));
        const lasts = Math.max(...called.map(({ longestRequest }) => longestRequest));
        if (waits < lasts) yield `the proxy of ${name} waits ${waits} s, its requests last ${lasts} s`;
        if (waits >= spec.terminationGracePeriodSeconds) yield `the proxy of ${name} is killed while it waits`;
      }
    },
    broken: (objects) => delete workload(objects).spec.template.metadata.annotations[WAIT],
  },
  {
    name: 'requests to a headless Service are not balanced',
    source: 'linkerd.io/2/features/load-balancing, policy-controller/k8s/index/src/outbound/index.rs',
    *violations(scene) {
      for (const [name, { spec }] of pods(scene)) {
        const variables = spec.containers.flatMap((container: any) => container.env ?? []);
        for (const { value } of variables.filter((one: any) => one.name.endsWith('_GRPC_TARGET'))) {
          const host = /^dns:\/\/\/([^.]+)\./.exec(value)?.[1] ?? '';
          const headless = find(scene, 'Service', host)?.spec.clusterIP === 'None' || host.endsWith('-headless');
          if (headless) yield `${name} dials ${host}, which is headless`;
        }
      }
    },
    broken: (objects) => (services(objects)[0].spec.clusterIP = 'None'),
  },
  {
    name: 'every appProtocol except `http` and `kubernetes.io/h2c` is opaque TCP, even `grpc`; without one the protocol is detected; port names are not read',
    source: 'policy-controller/core/src/outbound.rs, linkerd.io/2/features/protocol-detection',
    *violations(scene) {
      for (const { metadata, spec } of ofKind(scene, 'Service')) {
        for (const { appProtocol = 'kubernetes.io/h2c' } of spec.ports) {
          if (appProtocol !== 'kubernetes.io/h2c') yield `a port of ${metadata.name} is ${appProtocol}`;
        }
      }
    },
    broken: (objects) => (services(objects)[0].spec.ports[0].appProtocol = 'grpc'),
  },
  {
    name: `ports ${OPAQUE_BY_DEFAULT.join(', ')} are opaque TCP`,
    source: 'charts/linkerd-control-plane/values.yaml',
    *violations(scene) {
      for (const { metadata, spec } of ofKind(scene, 'Service')) {
        for (const { port } of spec.ports) {
          if (OPAQUE_BY_DEFAULT.includes(port)) yield `port ${port} of ${metadata.name} is opaque`;
        }
      }
    },
    broken: (objects) => (services(objects)[0].spec.ports[0].port = 9300),
  },
  {
    name: `${PORT_LISTS.map((list) => `\`${list}\``).join(', ')} take ports away from the proxy`,
    source: 'linkerd.io/2/reference/proxy-configuration',
    *violations(scene) {
      const annotated = [...pods(scene).map(([, template]) => template), ...ofKind(scene, 'Service')];
      for (const { metadata } of annotated) {
        for (const list of PORT_LISTS)
          if (metadata.annotations?.[list]) yield `${list} is ${metadata.annotations[list]}`;
      }
    },
    broken: (objects) => (services(objects)[0].metadata.annotations = { [PORT_LISTS[0]]: '50051' }),
  },
  {
    name: 'the proxy does not retry by default, so the channel must',
    source: 'linkerd.io/2/features/retries-and-timeouts',
    *violations(scene) {
      for (const { kind, name, connections } of scene.app.clients) {
        const [container] = podTemplate(find(scene, kind, name)).spec.containers;
        for (const { prefix, attempts } of connections) {
          const config = variable(container, `${prefix}_GRPC_CHANNEL_OPTIONS`)?.['grpc.service_config'];
          if (config?.methodConfig?.[0].retryPolicy?.maxAttempts !== attempts)
            yield `${name} is not to repeat requests`;
        }
      }
    },
    broken: (objects) => {
      const variables = objects.flatMap((object) => podTemplate(object)?.spec.containers[0].env ?? []);
      const options = variables.find(({ value }) => value?.includes('retryPolicy'));
      options.value = options.value.replace('retryPolicy', 'retries');
    },
  },
  {
    name: 'its balancer weighs latencies: shares are not equal',
    source: 'linkerd.io/2/features/load-balancing, policy-controller/grpc/src/outbound.rs',
    *violations(scene) {
      for (const { alert, expr } of rules(scene.objects)) {
        if (/^GrpcRequestsUneven/.test(alert) && expr.includes('> 1.5')) yield `${alert} expects equal shares`;
      }
    },
    broken: (objects) => {
      const uneven = rules(objects).find(({ alert }) => alert === 'GrpcRequestsUneven');
      uneven.expr = uneven.expr.replace(/> 1 \+ \S+/, '> 1.5 ');
    },
  },
  {
    name: "requests are counted on the way into the server's pods as `response_total`, `direction` being `inbound`",
    source: 'linkerd.io/2/reference/proxy-metrics',
    *violations(scene) {
      const read = rules(scene.objects).filter(({ record }) => /_pod:requests:rate5m$/.test(record));
      if (read.length === 0) yield 'nothing counts requests';
      for (const { expr } of read) {
        if (!expr.includes('response_total{direction="inbound"')) yield `requests are counted by ${expr}`;
      }
    },
    broken: (objects) => {
      const counted = rules(objects).find(({ record }) => /_pod:requests:rate5m$/.test(record));
      counted.expr = counted.expr.replaceAll('inbound', 'outbound');
    },
  },
];

/** The pods of servers and of clients, by the name of the workload. */
function pods(scene: Scene): [string, any][] {
  return [...scene.app.servers, ...scene.app.clients].map(({ kind, name }) => [
    name,
    podTemplate(find(scene, kind, name)),
  ]);
}

/** The workload of a server. */
function workload(objects: any[]): any {
  return objects.find(({ kind }) => kind === 'Deployment');
}

/** Services that callers dial. */
function services(objects: any[]): any[] {
  return objects.filter(({ kind, spec }) => kind === 'Service' && spec.clusterIP !== 'None');
}

function rules(objects: any[]): any[] {
  const found = objects.filter(({ kind }) => kind === 'PrometheusRule');
  return found.flatMap(({ spec }) => spec.groups.flatMap((group: any) => group.rules));
}
