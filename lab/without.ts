import { Manifests } from './world/manifests';

/**
 * Takes out of the manifests what the strategy put in: the options of servers and clients, and the way through Envoy. What is left is the same
 * program on the same pods; the verdicts must turn, or they prove nothing.
 */
export function withoutOptions(manifests: Manifests): void {
  const empty = (container: any, suffix: string, value: string) =>
    container.env.filter(({ name }: any) => name.endsWith(suffix)).forEach((variable: any) => (variable.value = value));
  empty(manifests.server, 'GRPC_SERVER_OPTIONS', '{}');
  empty(manifests.client, '_GRPC_CHANNEL_OPTIONS', '{}');
  const port = portOf(manifests);
  if (manifests.serverEnvoy) (manifests.service as any).targetPort = port;
  if (manifests.clientEnvoy) empty(manifests.client, '_GRPC_TARGET', `dns:///${manifests.headless}:${port}`);
}

/** Takes out of the manifests how pods come and go: Kubernetes' defaults apply. */
export function withoutLifecycle({ deployment, server, serverEnvoy }: Manifests): void {
  delete server.lifecycle;
  delete serverEnvoy?.container.lifecycle;
  delete deployment.strategy;
  delete deployment.minReadySeconds;
  delete deployment.template.spec.terminationGracePeriodSeconds;
}

/** Takes one channel argument out of what the server gets. */
export function withoutServerOption({ server }: Manifests, option: string): void {
  const variable = server.env.find(({ name }: any) => name === 'GRPC_SERVER_OPTIONS');
  const options = JSON.parse(variable.value);
  delete options[option];
  variable.value = JSON.stringify(options);
}

const portOf = ({ server }: Manifests) => server.ports.find(({ name }: any) => name === 'grpc').containerPort;
