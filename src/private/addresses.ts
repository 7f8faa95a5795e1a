import { Cluster } from '../cluster';
import { IGrpcServer } from '../grpc-server-interface';

/** DNS name of the ClusterIP Service. Never shorter: Istio ignores a host with one dot, and expands one without. */
export function serviceHost(server: IGrpcServer, cluster: Cluster): string {
  return `${server.serviceName}.${server.namespace}.svc.${cluster.domain}`;
}

/** What the name of the headless Service appends to that of the server. */
export const HEADLESS_SUFFIX = '-headless';

/** DNS name that resolves to the pods. */
export function headlessHost(server: IGrpcServer, cluster: Cluster): string {
  return `${server.headlessServiceName}.${server.namespace}.svc.${cluster.domain}`;
}

/** Target of a channel. The scheme is explicit, as Go's older dial function does not resolve names without it. */
export function dnsTarget(host: string, port: number): string {
  return `dns:///${host}:${port}`;
}

/** Every name under which clients may dial a server: what its certificate must name. */
export function dnsNames(server: IGrpcServer, clusterIp: boolean, cluster: Cluster): string[] {
  const services = [...(clusterIp ? [server.serviceName] : []), server.headlessServiceName];
  const suffixes = [
    '',
    `.${server.namespace}`,
    `.${server.namespace}.svc`,
    `.${server.namespace}.svc.${cluster.domain}`,
  ];
  return services.flatMap((service) => suffixes.map((suffix) => service + suffix));
}
