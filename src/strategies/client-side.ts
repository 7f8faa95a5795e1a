import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { BindClientOptions, BindServerOptions, ILoadBalancingStrategy } from './strategy';
import { LoadBalancingClientConfig, LoadBalancingServerConfig } from './config';
import { TelemetrySource } from '../monitoring/telemetry-source';
import { dnsTarget, headlessHost } from '../private/addresses';
import { checkDurations } from '../private/input/values';
import { checkStruct } from '../private/input/shapes';
import { ClientSideOptions } from './client-side-options';

const GRPC_RESOLUTION_FLOOR = Duration.seconds(30);

/**
 * What the shorter of two waits adds to the longer one: that until a client asks DNS again, and that until DNS has forgotten the pod.
 *
 * Behind a cache of 30 s a drain of 35 s still lost nothing in the restarts measured; the worst case is the sum of both.
 */
const SHORTER_WAIT_SECONDS = 5;

/** The client's channel resolves the pods and balances over them. */
export class ClientSide implements ILoadBalancingStrategy {
  public readonly strategyName = 'client-side';

  public constructor(private readonly options: ClientSideOptions = {}) {
    checkStruct('LoadBalancing.clientSide', 'options', options);
    checkDurations('LoadBalancing.clientSide', options, { resolutionFloor: [1, 3600] });
  }

  public bindServer(_scope: Construct, { server, cluster }: BindServerOptions): LoadBalancingServerConfig {
    const floor = (this.options.resolutionFloor ?? GRPC_RESOLUTION_FLOOR).toSeconds();
    const ttl = cluster.dnsTtl.toSeconds();
    return {
      target: dnsTarget(headlessHost(server, cluster), server.ports[0].port),
      // Nobody polls DNS: a client resolves again only when a connection ends.
      needsConnectionAge: true,
      discovery: Duration.seconds(floor + ttl),
      departure: Duration.seconds(Math.max(floor, ttl) + Math.min(floor, ttl, SHORTER_WAIT_SECONDS)),
      telemetry: TelemetrySource.goGrpcMiddleware(),
    };
  }

  public bindClient(_scope: Construct, { connections, cluster }: BindClientOptions): LoadBalancingClientConfig {
    return {
      channels: connections.map(({ server, port }) => ({
        target: dnsTarget(headlessHost(server, cluster), port.port),
        // Not `loadBalancingPolicy`: grpc-js ignores it, and falls back to pick_first without a word.
        loadBalancingConfig: JSON.stringify([{ round_robin: {} }]),
        resolutionFloor: this.options.resolutionFloor,
      })),
    };
  }
}
