import { App } from 'cdk8s';
import { LoadBalancing, strategies } from '../../src';
import { GreeterChart } from './chart';

const placements = Object.values<string>(strategies.EnvoyPlacement);
const placement = process.env.GRPC_ENVOY_PLACEMENT ?? strategies.EnvoyPlacement.SERVER_POD;
if (!placements.includes(placement))
  throw new Error(`GRPC_ENVOY_PLACEMENT must be one of ${placements.join(', ')}, got '${placement}'`);

const app = new App();
LoadBalancing.select(
  app,
  LoadBalancing.fromEnvironment({ envoySidecar: { placement: placement as strategies.EnvoyPlacement } }),
  {
    cluster: { ruleLabels: { release: 'kube-prometheus-stack' } },
  },
);
new GreeterChart(app, 'greeter');
app.synth();
