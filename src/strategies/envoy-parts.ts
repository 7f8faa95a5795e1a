import { Duration } from 'cdk8s';
import { IpFamily } from '../cluster';

export const LOOPBACK = '127.0.0.1';

/** All addresses of a pod. */
export function anyAddress(ipFamily: IpFamily): string {
  return ipFamily === IpFamily.IPV4 ? '0.0.0.0' : '::';
}

/** A load assignment with one endpoint per locality. */
export function assignment(clusterName: string, localities: { address: any; priority?: number }[]): any {
  return {
    cluster_name: clusterName,
    endpoints: localities.map(({ address, ...locality }) => ({
      ...locality,
      lb_endpoints: [{ endpoint: { address } }],
    })),
  };
}

/** A socket address; both families on one socket where the pod has both. */
export function socket(address: string, port: number, ipFamily?: IpFamily): any {
  const both = address === '::' && ipFamily === IpFamily.DUAL_STACK;
  return { socket_address: { address, port_value: port, ...(both && { ipv4_compat: true }) } };
}

/** A typed extension: Envoy refuses those without a type. */
export function typed(type: string, config: any): any {
  return { '@type': `type.googleapis.com/envoy.${type}`, ...config };
}

/** A duration as protobuf's JSON has it. */
export function seconds(duration: Duration): string {
  return `${duration.toMilliseconds() / 1000}s`;
}
