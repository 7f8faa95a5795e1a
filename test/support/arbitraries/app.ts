import { ApiObject, App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import {
  ConnectOptions,
  GrpcClient,
  GrpcServer,
  GrpcServerAttributes,
  GrpcServerOptions,
  GrpcServerProps,
  HealthProbe,
  IGrpcServer,
  LoadBalancing,
  monitoring,
  SelectOptions,
} from '../../../src';
import { connectOptions, importedServer, serverOptions, serverProps } from './servers';
import { settings, StrategyChoice, strategyOf } from './strategies';
import { oneOf } from './parts';

/** An app: servers that the library makes, one that an existing workload runs, one of another team, and who calls whom. */
export interface AppSpec {
  readonly settings: SelectOptions;
  readonly servers: GrpcServerProps[];
  readonly workload: { readonly kind: string; readonly options: GrpcServerOptions };
  readonly imported: GrpcServerAttributes;
  readonly clientName: string;
  /** By the server's place in the list of all servers. */
  readonly connections: readonly { readonly to: number; readonly options: ConnectOptions }[];
}

/** In which order the constructs of a chart are made, and whom a client connects to first. */
export interface Order {
  readonly servers: readonly number[];
  readonly connections: readonly number[];
  readonly clientFirst: boolean;
}

export const APP: Order = { servers: [0, 1, 2, 3], connections: [0, 1, 2, 3], clientFirst: false };

export const anyOrder: fc.Arbitrary<Order> = fc.record({
  servers: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
  connections: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
  clientFirst: fc.boolean(),
});

/** @param tls whether applications may encrypt, which only one strategy can balance */
export function anyApp(tls: boolean): fc.Arbitrary<AppSpec> {
  const specs: fc.Arbitrary<AppSpec> = fc.record({
    settings,
    servers: fc.tuple(serverProps(0, tls), serverProps(1, tls)),
    workload: fc.record({ kind: oneOf('Deployment', 'StatefulSet', 'DaemonSet'), options: serverOptions(2, tls) }),
    imported: importedServer,
    clientName: oneOf('web', 'web.v2', 'w'.repeat(63)),
    connections: fc
      .tuple(...[0, 1, 2, 3].map(connectOptions))
      .map((all) => all.map((options, to) => ({ to, options }))),
  });
  return specs.map(scrapedOnce);
}

/** The annotations of a pod have room for one port: the application's own, or that of a proxy. */
function scrapedOnce({ servers, workload, ...rest }: AppSpec): AppSpec {
  const all: GrpcServerOptions[] = [...servers, workload.options];
  const monitors = [rest.settings.monitoring, ...all.map(({ monitoring: own }) => own)].map((own) => own?.monitor);
  if (!monitors.includes(monitoring.MonitorKind.ANNOTATIONS)) return { servers, workload, ...rest };
  return {
    ...rest,
    servers: servers.map(withoutMetrics),
    workload: { ...workload, options: withoutMetrics(workload.options) },
  };
}

function withoutMetrics<Options extends GrpcServerOptions>({ metricsPort, metricsPath, ...rest }: Options) {
  return rest;
}

/** Builds the app; the first server calls the second one, and the client calls all of them. */
export function build(spec: AppSpec, strategy: StrategyChoice, order: Order = APP): App {
  const app = new App();
  LoadBalancing.select(app, strategyOf(strategy), spec.settings);
  const chart = new Chart(app, 'app', { namespace: 'demo' });
  const web = workload(chart, 'web', 'Deployment', spec.clientName);
  let client = order.clientFirst ? new GrpcClient(chart, 'client', { workload: web }) : undefined;
  const servers: IGrpcServer[] = [];
  for (const position of order.servers) servers[position] = makeServer(chart, spec, position);
  client ??= new GrpcClient(chart, 'client', { workload: web });
  for (const index of order.connections) {
    const { to, options } = spec.connections[index];
    client.connectTo(servers[to], options);
  }
  new GrpcClient(chart, 'server-client', { workload: servers[0] }).connectTo(servers[1]);
  return app;
}

function makeServer(chart: Chart, spec: AppSpec, position: number): IGrpcServer {
  if (position < 2) return new GrpcServer(chart, `server-${position}`, spec.servers[position]);
  if (position === 3) return GrpcServer.fromServerAttributes(chart, 'imported', spec.imported);
  const { kind, options } = spec.workload;
  return GrpcServer.fromWorkload(chart, 'existing', {
    ...options,
    workload: workload(chart, 'ledger', kind, 'ledger', options.health?.probe === HealthProbe.NONE),
  });
}

/** @param probed whether it has a readiness probe of its own, without which `HealthProbe.NONE` is an error */
function workload(chart: Chart, id: string, kind: string, name: string, probed = false): ApiObject {
  const probe = probed && { readinessProbe: { tcpSocket: { port: 50051 } } };
  return new ApiObject(chart, id, {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name },
    spec: {
      ...(kind === 'StatefulSet' && { serviceName: 'ledger' }),
      selector: { matchLabels: { app: id } },
      template: {
        metadata: { labels: { app: id } },
        spec: { containers: [{ name: 'app', image: 'app:1', ...probe }] },
      },
    },
  });
}

/** The workloads that `build` brings. */
export function broughtBy(spec: AppSpec): string[] {
  return [`Deployment/${spec.clientName}`, `${spec.workload.kind}/ledger`];
}
