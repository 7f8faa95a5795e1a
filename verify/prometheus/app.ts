/** A server and a caller for every source of telemetry, each pair in a namespace of its own. */
import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { GrpcClient, GrpcServer, LoadBalancing, strategies } from '../../src';
import { SOURCES } from '../../test/rules/sources';

const placement = process.env.GRPC_ENVOY_PLACEMENT as strategies.EnvoyPlacement | undefined;

const app = new App();
LoadBalancing.select(app, LoadBalancing.fromEnvironment({ envoySidecar: { placement } }));
for (const { key, source } of SOURCES) {
  const chart = new Chart(app, key, { namespace: key.toLowerCase() });
  const greeter = new GrpcServer(chart, 'greeter', {
    image: 'ghcr.io/acme/greeter:1.4.2',
    metricsPort: 9090,
    monitoring: { source: source() },
  });
  const workload = new kplus.Deployment(chart, 'frontend', { containers: [{ image: 'ghcr.io/acme/frontend:2.0.1' }] });
  new GrpcClient(chart, 'client', { workload }).connectTo(greeter);
}
app.synth();
