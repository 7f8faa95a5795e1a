/**
 * A shop in which every pod meets the Pod Security standard `restricted`, those that we only add to as well: a server that scales and keeps
 * its ClusterIP Service, a server that was there before, and a caller.
 */
import { ApiObject, App, Chart } from 'cdk8s';
import { GrpcClient, GrpcServer, LoadBalancing, strategies } from '../../src';

const placement = process.env.GRPC_ENVOY_PLACEMENT as strategies.EnvoyPlacement | undefined;

const app = new App();
LoadBalancing.select(app, LoadBalancing.fromEnvironment({ envoySidecar: { placement } }));
const chart = new Chart(app, 'shop', { namespace: 'shop' });

const pod = (name: string) => ({
  metadata: { labels: { app: name } },
  spec: {
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name,
        image: `ghcr.io/acme/${name}:1.0.0`,
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      },
    ],
  },
});
const workload = (kind: string, name: string, spec: any = {}) =>
  new ApiObject(chart, name, {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name },
    spec: { ...spec, selector: { matchLabels: { app: name } }, template: pod(name) },
  });

const catalog = new GrpcServer(chart, 'catalog', {
  image: 'ghcr.io/acme/catalog:2.3.0',
  additionalPorts: [{ name: 'grpc-admin', port: 50052 }],
  metricsPort: 9090,
  autoscaling: { minReplicas: 3, maxReplicas: 12 },
  clusterIpService: true,
});
const ledger = GrpcServer.fromWorkload(chart, 'ledger-server', {
  workload: workload('StatefulSet', 'ledger', { serviceName: 'ledger-headless' }),
  clusterIpService: true,
});
const web = new GrpcClient(chart, 'web-client', { workload: workload('Deployment', 'web') });
web.connectTo(catalog);
web.connectTo(ledger);

app.synth();
