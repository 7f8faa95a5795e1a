import { groupBy } from '../manifests/group-by';
import { Manifests } from '../manifests/manifests';
import { Service } from '../manifests/service';
import { memoized } from '../manifests/memoized';
import { Reference, referencesOf } from './references';
import { ChannelArgs, channelArgs } from './service-config';

/** What only servers are told. */
const OF_SERVERS = [
  'grpc.max_connection_age_ms',
  'grpc.max_connection_age_grace_ms',
  'grpc.max_connection_idle_ms',
  'grpc.http2.min_ping_interval_without_data_ms',
  'grpc.http2.max_ping_strikes',
];

const argsByWorkload = memoized((manifests) => {
  const read = channelArgs(manifests).flatMap((args) => args.readers.map((reader) => ({ args, reader })));
  return groupBy(read, ({ reader }) => reader.workload.manifest);
});

/** Where the channel leads that a client's arguments are for; undefined if that is not certain. */
export function targetOf(manifests: Manifests, { variable, readers, args }: ChannelArgs): Reference | undefined {
  if (variable === undefined || readers.length !== 1 || isOfServer(args)) return undefined;
  const [{ workload, container }] = readers;
  const dials = [...referencesOf(manifests, workload, container)];
  const named = dials.filter((one) => one.variable !== undefined && isOfOneChannel(variable, one.variable));
  if (named.length) return named.length === 1 ? named[0] : undefined;
  const others = (argsByWorkload(manifests).get(workload.manifest) ?? []).filter((one) => !isOfServer(one.args.args));
  return dials.length === 1 && others.length === 1 ? dials[0] : undefined;
}

/** GREETER_GRPC_CHANNEL_OPTIONS and GREETER_GRPC_TARGET are. */
function isOfOneChannel(options: string, target: string): boolean {
  const prefix = target.slice(0, target.lastIndexOf('_') + 1);
  return prefix !== '' && options.startsWith(prefix);
}

/** The arguments of the server behind a Service, if it is told any. */
export function serverArgsOf(manifests: Manifests, service: Service): ChannelArgs | undefined {
  const told = manifests.workloadsOf(service).flatMap(({ manifest }) => argsByWorkload(manifests).get(manifest) ?? []);
  const [first, ...others] = told.map(({ args }) => args).filter(({ args }) => isOfServer(args));
  return others.length ? undefined : first;
}

function isOfServer(args: ChannelArgs['args']): boolean {
  return OF_SERVERS.some((key) => args.has(key));
}
