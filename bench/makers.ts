import { App } from 'cdk8s';
import { Construct } from 'constructs';

/** Stands for the name of a server in a template. */
export const NAME = 'name-of-the-server';

/** What every server of the fleet is made of. */
export const SERVER = { image: 'ghcr.io/acme/greeter:1.4.2', replicas: 5, metricsPort: 9090 };

/** Who makes a server. */
export interface Maker {
  readonly server: (scope: Construct, id: string) => void;
  /** What they do before anything is written. */
  readonly check?: (app: App) => void;
}

/** The makers that are compared. */
export type MakerName = 'cdk8s-grpc' | 'by hand' | 'by hand, checked';

/** Loads what a maker needs and nothing else: who writes by hand has not loaded this library. */
export async function loadMaker(name: MakerName, monitoringOfName: string): Promise<Maker> {
  if (name === 'cdk8s-grpc') {
    const { GrpcServer } = await import('cdk8s-grpc');
    return { server: (scope, id) => void new GrpcServer(scope, id, SERVER) };
  }
  const { HandWrittenServer } = await import('./hand-written');
  const monitoring = (server: string) => JSON.parse(monitoringOfName.replaceAll(NAME, server));
  const server = (scope: Construct, id: string) => void new HandWrittenServer(scope, id, { ...SERVER, monitoring });
  return name === 'by hand' ? { server } : { server, check: await loadChecks() };
}

/** What `GrpcServer` does to its output: the rules whose findings are errors, of all objects but the rules for Prometheus. */
async function loadChecks(): Promise<(app: App) => void> {
  const { GrpcChecks, Severity } = (await import('cdk8s-grpc')).checks;
  const others = GrpcChecks.rules.filter(({ severity }) => severity !== Severity.ERROR);
  const rules = Object.fromEntries(others.map(({ id }) => [id, 'off']));
  return (app) => {
    const objects = app.charts.flatMap((chart) => chart.toJson()).filter(({ kind }) => kind !== 'PrometheusRule');
    const [finding] = GrpcChecks.check(objects, { rules });
    if (finding) throw new Error(finding.message);
  };
}
