import { Size, SizeRoundingBehavior } from 'cdk8s';
import { typed } from './envoy-parts';

/** Of the memory limit; the rest is for what is not on the heap, such as the program itself. */
const HEAP_SHARE = 0.8;

const FIXED_HEAP = 'envoy.resource_monitors.fixed_heap';

/**
 * What one stream, and all streams of one connection, may have on the way through Envoy. Its own 16 MiB and 24 MiB would let a dozen slow
 * callers fill its memory, and two of them stop a connection that all share.
 */
export const WINDOWS = { initial_stream_window_size: 256 * 1024, initial_connection_window_size: 4 * 1024 * 1024 };

/**
 * Near its memory limit Envoy gives memory back, and then refuses requests: a kill would end those under way too.
 *
 * The thresholds are Envoy's own: https://www.envoyproxy.io/docs/envoy/latest/configuration/best_practices/edge
 */
export function overloadManager(memoryLimit: Size): any {
  const bytes = memoryLimit.toKibibytes({ rounding: SizeRoundingBehavior.FLOOR }) * 1024;
  return {
    resource_monitors: [
      {
        name: FIXED_HEAP,
        typed_config: typed('extensions.resource_monitors.fixed_heap.v3.FixedHeapConfig', {
          max_heap_size_bytes: Math.floor(bytes * HEAP_SHARE),
        }),
      },
      // Without a limit Envoy warns at every start; this one is far above what a pod's callers open.
      {
        name: 'envoy.resource_monitors.global_downstream_max_connections',
        typed_config: typed('extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig', {
          max_active_downstream_connections: 50000,
        }),
      },
    ],
    actions: [action('shrink_heap', 0.95), action('stop_accepting_requests', 0.98)],
  };
}

function action(name: string, threshold: number): any {
  return {
    name: `envoy.overload_actions.${name}`,
    triggers: [{ name: FIXED_HEAP, threshold: { value: threshold } }],
  };
}
