import type { ChannelOptions } from '@grpc/grpc-js';
import { FLAG, MS, readArguments, type Known } from './env.js';

const KNOWN: Known = {
  'grpc.keepalive_time_ms': MS,
  'grpc.keepalive_timeout_ms': MS,
  'grpc.keepalive_permit_without_calls': FLAG,
  'grpc.enable_http_proxy': FLAG,
  'grpc.service_config_disable_resolution': FLAG,
  'grpc.service_config': 'service config',
  'grpc.dns_min_time_between_resolutions_ms': MS,
  'grpc.use_local_subchannel_pool': FLAG,
};

/** Makes <prefix>_GRPC_CHANNELS clients; the function it returns hands them out in turn: ask it anew for every call. */
export function connect<C>(prefix: string, laptopTarget: string, create: (target: string, options: ChannelOptions) => C) {
  const target = process.env[`${prefix}_GRPC_TARGET`] ?? laptopTarget;
  if (!target) throw new Error(`${prefix}_GRPC_TARGET is empty, got ""; write dns:///<host>:<port>`);
  const channels = process.env[`${prefix}_GRPC_CHANNELS`] ?? '1';
  if (!/^[1-5]$/.test(channels)) {
    throw new Error(`${prefix}_GRPC_CHANNELS is no integer from 1 to 5, got ${channels}; write 1, or unset it`);
  }
  const { applied, log } = readArguments(`${prefix}_GRPC_CHANNEL_OPTIONS`, KNOWN);
  console.error(`grpcenv: target ${target}, channels ${channels}, ${log}`);
  const clients = Array.from({ length: Number(channels) }, () => create(target, applied));
  let next = 0;
  return () => clients[next++ % clients.length] as C;
}
