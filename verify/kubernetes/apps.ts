import { pool } from '../support/pool';
import { synthesize } from '../support/synth';
import { Output } from './check';

/** An app that is synthesized with every strategy. */
export interface App {
  readonly name: string;
  readonly path?: string;
  readonly placements: string[];
}

export const GREETER: App = { name: 'greeter', placements: ['server-pod', 'client-pod'] };
export const TOUR: App = { name: 'tour', path: 'examples/tour/main.ts', placements: ['server-pod'] };
export const SHOP: App = { name: 'shop', path: 'verify/support/shop.ts', placements: ['server-pod', 'client-pod'] };

/** What `cdk8s synth` writes for each strategy and placement. */
export async function outputsOf(app: App): Promise<Output[]> {
  const envoys = app.placements.map((placement) => ({
    name: `envoy-sidecar ${placement}`,
    environment: { GRPC_LB_STRATEGY: 'envoy-sidecar', GRPC_ENVOY_PLACEMENT: placement },
  }));
  const others = ['client-side', 'istio', 'linkerd'].map((name) => ({ name, environment: { GRPC_LB_STRATEGY: name } }));
  const outputs: Output[] = [...others, ...envoys].map(({ name }) => ({ name, manifests: [] }));
  await pool(
    2,
    [...others, ...envoys].map(({ environment }, index) => async () => {
      outputs[index].manifests = await synthesize(environment, app.path);
    }),
  );
  return outputs;
}
