import { ApiObject } from 'cdk8s';
import { GrpcClient, GrpcServer, LoadBalancing } from '../../src';
import { tree, Tree } from './synth';

/** A prop, and whether it makes a difference. */
export type PropCase = [prop: string, hasEffect: () => boolean];

/** Renders with each prop in turn; `context` is what a prop needs before it can do something, in both renderings. */
export function everyProp<T extends object>(
  changed: Required<T>,
  render: (props: any) => string,
  context: { [prop in keyof T]?: any } = {},
): PropCase[] {
  return (Object.keys(changed) as (keyof T & string)[]).map((prop) => {
    const base = context[prop] ?? {};
    return [prop, () => render({ ...base, [prop]: changed[prop] }) !== outcome(() => render(base))];
  });
}

/** What a prop switches off may have been an error. */
export function outcome(render: () => string): string {
  try {
    return render();
  } catch (error) {
    return (error as Error).message;
  }
}

export function workload({ chart }: Tree): ApiObject {
  const labels = { app: 'app' };
  const containers = [{ name: 'main' }, { name: 'helper' }];
  const template = { metadata: { labels }, spec: { containers } };
  const spec = { selector: { matchLabels: labels }, template };
  return new ApiObject(chart, 'App', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'app' }, spec });
}

/** A server and its caller, with what is said of them. */
export function scene({
  strategy,
  select,
  server = {},
  connection = {},
}: { strategy?: any; select?: any; server?: any; connection?: any } = {}): string {
  const { app, chart } = tree();
  LoadBalancing.select(app, strategy ?? LoadBalancing.clientSide(), select);
  const greeter = new GrpcServer(chart, 'greeter', { image: 'greeter:1', ...server });
  new GrpcClient(chart, 'client', { workload: workload({ app, chart }), container: 'main' }).connectTo(
    greeter,
    connection,
  );
  const { target, dnsNames, convergence, drain } = greeter;
  return app.synthYaml() + JSON.stringify({ target, dnsNames, convergence, drain });
}
