import { Fact, fact, unequal } from './fact';
import { ExpectedConnection, ExpectedStrategy } from './expected';
import { find, podTemplate, variable } from './scene';

/** Facts about the pods of the clients of an app that is known. */
export const CLIENT_FACTS: Fact[] = [
  fact(
    'the client is told whom to dial',
    'whoever is to balance does not get the connection otherwise',
    function* (scene) {
      for (const { kind, name, connections } of scene.app.clients) {
        const [container] = podTemplate(find(scene, kind, name)).spec.containers;
        for (const connection of connections) {
          const variableName = `${connection.prefix}_GRPC_TARGET`;
          yield* unequal(
            `${name}: ${variableName}`,
            variable(container, variableName),
            target(connection, scene.strategy),
          );
        }
      }
    },
  ),

  fact(
    'the client gets its channel arguments',
    'it would balance nothing, or be cut off for its pings',
    function* (scene) {
      for (const { kind, name, connections } of scene.app.clients) {
        const [container] = podTemplate(find(scene, kind, name)).spec.containers;
        for (const connection of connections) {
          const variableName = `${connection.prefix}_GRPC_CHANNEL_OPTIONS`;
          const expected = channelArguments(connection, scene.strategy);
          yield* unequal(`${name}: ${variableName}`, variable(container, variableName), expected);
        }
      }
    },
  ),

  fact(
    'the client is told how many channels to open',
    'a number of channels is no channel argument',
    function* (scene) {
      for (const { kind, name, connections } of scene.app.clients) {
        const [container] = podTemplate(find(scene, kind, name)).spec.containers;
        for (const { prefix, channels } of connections) {
          yield* unequal(`${name}: ${prefix}`, variable(container, `${prefix}_GRPC_CHANNELS`), String(channels));
        }
      }
    },
  ),

  fact(
    'Kubernetes adds no variables to the client that look like ours',
    'it makes CATALOG_PORT of a Service `catalog`',
    function* (scene) {
      for (const { kind, name } of scene.app.clients) {
        yield* unequal(name, podTemplate(find(scene, kind, name)).spec.enableServiceLinks, false);
      }
    },
  ),
];

/** The scheme is explicit: Go's older dial function does not resolve names without it. */
function target({ server, namespace, port, localPort }: ExpectedConnection, { dials }: ExpectedStrategy): string {
  const zone = `${namespace}.svc.cluster.local:${port}`;
  if (dials === 'headless') return `dns:///${server}-headless.${zone}`;
  return dials === 'cluster-ip' ? `dns:///${server}.${zone}` : `dns:///127.0.0.1:${localPort}`;
}

function channelArguments(connection: ExpectedConnection, strategy: ExpectedStrategy): any {
  const serviceConfig = expectedServiceConfig(connection, strategy);
  return {
    // `http_proxy` in the environment would get the target unresolved.
    'grpc.enable_http_proxy': 0,
    // A TXT record would win over the service config.
    'grpc.service_config_disable_resolution': 1,
    // As often as the server permits, or not at all where nobody knows.
    ...(connection.pings && {
      'grpc.keepalive_time_ms': 30_000,
      'grpc.keepalive_timeout_ms': 10_000,
      'grpc.keepalive_permit_without_calls': 1,
      'grpc.http2.max_pings_without_data': 0,
    }),
    ...(Object.keys(serviceConfig).length > 0 && { 'grpc.service_config': serviceConfig }),
    // Node and the C core share the connections of channels that are alike.
    ...(connection.channels > 1 && { 'grpc.use_local_subchannel_pool': 1 }),
  };
}

function expectedServiceConfig(
  { waitForReady, attempts, healthCheck }: ExpectedConnection,
  { channelBalances, proxyRetries }: ExpectedStrategy,
): any {
  const retryPolicy = {
    maxAttempts: attempts,
    initialBackoff: '0.1s',
    maxBackoff: '1s',
    backoffMultiplier: 2,
    retryableStatusCodes: ['UNAVAILABLE'],
  };
  // Three attempts of the channel times three of the proxy are nine.
  const retries = attempts !== undefined && !proxyRetries;
  const method = { ...(waitForReady && { waitForReady }), ...(retries && { retryPolicy }) };
  return {
    // grpc-js ignores `loadBalancingPolicy`, and picks one pod without a word.
    ...(channelBalances && { loadBalancingConfig: [{ round_robin: {} }] }),
    ...(Object.keys(method).length > 0 && { methodConfig: [{ name: [{}], ...method }] }),
    // A proxy answers for any pod.
    ...(channelBalances && healthCheck && { healthCheckConfig: { serviceName: healthCheck } }),
  };
}
