import { pool } from './pool';
import { synthesize } from './synth';

/** What `cdk8s synth` wrote for one strategy and placement. */
export interface Output {
  /** Such as `istio`. */
  readonly name: string;
  manifests: any[];
}

/** What is synthesized with every strategy. */
export interface App {
  readonly name: string;
  /** The app of cdk8s.yaml by default. */
  readonly path?: string;
  /** Where the app can have Envoy. */
  readonly placements: string[];
}

/** What `cdk8s synth` writes for each strategy and placement. */
export async function outputsOf(app: App, environment: Record<string, string> = {}): Promise<Output[]> {
  const envoys = app.placements.map((placement) => ({
    name: `envoy-sidecar ${placement}`,
    variables: { GRPC_LB_STRATEGY: 'envoy-sidecar', GRPC_ENVOY_PLACEMENT: placement },
  }));
  const others = ['client-side', 'istio', 'linkerd'].map((name) => ({ name, variables: { GRPC_LB_STRATEGY: name } }));
  const outputs: Output[] = [];
  await pool(
    2,
    [...others, ...envoys].map(({ name, variables }, index) => async () => {
      outputs[index] = { name, manifests: await synthesize({ ...environment, ...variables }, app.path) };
    }),
  );
  return outputs;
}

/** The only object of a kind, or the one of that name, in what one strategy gives. */
export function find(outputs: Output[], strategy: string, kind: string, name?: string): any {
  const { manifests } = outputs.find((output) => output.name === strategy)!;
  const found = manifests.filter((object) => object.kind === kind && (!name || object.metadata.name === name));
  if (found.length !== 1) throw new Error(`expected one ${kind} ${name ?? ''} of ${strategy}, got ${found.length}`);
  return found[0];
}
