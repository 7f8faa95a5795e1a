import { IpFamily } from '../cluster';

export const LOOPBACK = '127.0.0.1';

/** Rare ports below Linux' ephemeral range (32768), away from Istio's 15000s and Linkerd's 4140s. */
export const FIRST_LISTENER_PORT = 19001;
export const STATS_PORT = 19090;
export const ADMIN_PORT = 19091;

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
