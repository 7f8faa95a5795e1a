import { App } from 'cdk8s';
import { LoadBalancing, strategies } from '../../src';
import { LabChart } from './chart';
import { ClusterIp } from './cluster-ip';
import { LAB, OPTIONS } from './settings';

/** Which strategy the experiment is for: those of the library, or `cluster-ip`. */
function strategyOf({ GRPC_LB_STRATEGY, GRPC_ENVOY_PLACEMENT }: NodeJS.ProcessEnv): strategies.ILoadBalancingStrategy {
  if (GRPC_LB_STRATEGY === 'cluster-ip') return new ClusterIp();
  const placement = (GRPC_ENVOY_PLACEMENT ?? 'server-pod') as strategies.EnvoyPlacement;
  return LoadBalancing.fromEnvironment({ envoySidecar: { placement } });
}

const app = new App();
LoadBalancing.select(app, strategyOf(process.env), OPTIONS);
new LabChart(app, 'lab', { ...LAB, image: process.env.LAB_IMAGE ?? LAB.image });
app.synth();
