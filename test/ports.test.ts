/** The ports of a workload that exists, and what the server makes of them. */
import { Chart } from 'cdk8s';
import * as plus27 from 'cdk8s-plus-27';
import * as plus33 from 'cdk8s-plus-33';
import { IConstruct } from 'constructs';
import { GrpcServer, GrpcWorkloadProps, LoadBalancing } from '../src';
import { plain } from './errors/case';
import { container, find } from './support/find';
import { synthesized, tree, Tree } from './support/synth';

/** The manifests of a server that a Deployment runs. */
function served(define: (shop: Tree) => IConstruct, props: Partial<GrpcWorkloadProps> = {}): any[] {
  const shop = tree(LoadBalancing.clientSide());
  GrpcServer.fromWorkload(shop.chart, 'server', { workload: define(shop), name: 'greeter', ...props });
  return synthesized(shop.app);
}

/** What has the port: the Service, the container and its probe. */
function portsIn(manifests: any[]): any {
  const { ports, readinessProbe } = container(find(manifests, 'Deployment', 'frontend'), 'main');
  const [{ port, targetPort }] = find(manifests, 'Service', 'greeter-headless').spec.ports;
  return { service: [port, targetPort], container: ports, probe: readinessProbe.grpc.port };
}

const declaring =
  (...ports: object[]) =>
  (shop: Tree) =>
    plain(shop, { pod: { container: { ports } } });
const grpc = (containerPort: number) => ({ name: 'grpc', containerPort });
const everywhere = (port: number, ports: object[]) => ({ service: [port, port], container: ports, probe: port });

describe('the port of a server', () => {
  test('is 50051 where the container declares none, or none on TCP', () => {
    const added = { ...grpc(50051), protocol: 'TCP' };
    expect(portsIn(served(declaring()))).toEqual(everywhere(50051, [added]));
    const udp = { containerPort: 53, protocol: 'UDP' };
    expect(portsIn(served(declaring(udp)))).toEqual(everywhere(50051, [udp, added]));
  });

  test('is the only one that the container declares, which gets its name', () => {
    expect(portsIn(served(declaring({ containerPort: 8080 })))).toEqual(everywhere(8080, [grpc(8080)]));
  });

  test('is the one that is called so, and keeps its name', () => {
    const http = { name: 'http', containerPort: 8080 };
    const api = { name: 'grpc-api', containerPort: 9000 };
    expect(portsIn(served(declaring(http, grpc(9001), api)))).toEqual(everywhere(9001, [http, grpc(9001), api]));
    expect(portsIn(served(declaring(http, api)))).toEqual(everywhere(9000, [http, api]));
  });

  test('is none of those that are known to be something else', () => {
    const others = { metricsPort: 9090, additionalPorts: [{ name: 'grpc-admin', port: 9001 }] };
    const ports = [{ containerPort: 9090 }, { containerPort: 9001 }];
    expect(portsIn(served(declaring(...ports, { containerPort: 8080 }), others)).service).toEqual([8080, 8080]);
    expect(portsIn(served(declaring(...ports), others)).service).toEqual([50051, 50051]);
  });

  test('is the one that is given, though a template of Helm is declared too', () => {
    const template = { name: 'http', containerPort: '{{ .Values.port }}' };
    expect(portsIn(served(declaring(template))).service).toEqual([50051, 50051]);
  });

  describe.each([
    ['cdk8s-plus-27', plus27],
    ['cdk8s-plus-33', plus33 as unknown as typeof plus27],
  ])('of a Deployment of %s', (_library, plus) => {
    const deployment = (chart: Chart, props: plus27.DeploymentProps) =>
      new plus.Deployment(chart, 'Frontend', { metadata: { name: 'frontend' }, ...props });
    const main = { name: 'main', image: 'frontend:1' };

    test('is the only one that the container declares', () => {
      const manifests = served(({ chart }) => deployment(chart, { containers: [{ ...main, portNumber: 8080 }] }));
      expect(portsIn(manifests)).toEqual(everywhere(8080, [grpc(8080)]));
    });

    test('is found without rendering, which would double the terms of a spread', () => {
      const containers = [{ ...main, portNumber: 8080 }];
      const manifests = served(({ chart }) => deployment(chart, { spread: true, containers }));
      const { podAntiAffinity } = find(manifests, 'Deployment', 'frontend').spec.template.spec.affinity;
      expect(podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution).toHaveLength(2);
    });

    test('that comes too late to be found is asked for', () => {
      const late = () => {
        const shop = tree();
        const workload = deployment(shop.chart, {});
        GrpcServer.fromWorkload(shop.chart, 'server', { workload });
        workload.addContainer({ ...main, portNumber: 8080 });
        return shop.app.synthYaml();
      };
      expect(late).toThrow("got 50051; pass 'port: 8080', or declare 50051 too");
    });
  });
});

describe('the port of metrics', () => {
  const props = { port: 50051, metricsPort: 9090 };
  const monitored = (manifests: any[]) => {
    const [{ port }] = find(manifests, 'PodMonitor', 'greeter').spec.podMetricsEndpoints;
    return { port, container: portsIn(manifests).container };
  };

  test('is scraped by our name where the container declares it without one, or not at all', () => {
    const metrics = { name: 'metrics', containerPort: 9090 };
    const unnamed = served(declaring({ containerPort: 9090 }, grpc(50051)), props);
    expect(monitored(unnamed)).toEqual({ port: 'metrics', container: [metrics, grpc(50051)] });
    const added = served(declaring(grpc(50051)), props);
    expect(monitored(added)).toEqual({ port: 'metrics', container: [grpc(50051), { ...metrics, protocol: 'TCP' }] });
  });

  test('is scraped by the name that the container gives it', () => {
    const ports = [{ name: 'http-metrics', containerPort: 9090 }, grpc(50051), { name: 'metrics', containerPort: 1 }];
    expect(monitored(served(declaring(...ports), props))).toEqual({ port: 'http-metrics', container: ports });
  });
});
