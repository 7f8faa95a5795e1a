import { Subject } from './subject';

/** Everything in a cluster to which the manifests were applied: what controllers and the API server add to them, too. */
export function running({ manifests, namespaceLabels, kubelet }: Subject): any[] {
  const namespaces = [...new Set(manifests.map(({ metadata }) => metadata.namespace))];
  const services = manifests.filter(({ kind }) => kind === 'Service');
  const pods = manifests.filter(({ kind }) => kind === 'Deployment' || kind === 'Job').flatMap(podsOf);
  return [
    ...ZONES.map((zone) => node(zone, kubelet)),
    ...namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: namespaceLabels } })),
    ...manifests.map((manifest) => (services.includes(manifest) ? withAddress(manifest, services) : manifest)),
    ...pods,
    ...services.map((service) => endpointSlice(service, pods)),
  ];
}

/** One node in each; pods take turns. */
const ZONES = ['a', 'b'];

function node(zone: string, kubeletVersion: string): any {
  const labels = { 'topology.kubernetes.io/region': 'region', 'topology.kubernetes.io/zone': zone };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name: zone, labels }, status: { nodeInfo: { kubeletVersion } } };
}

/** The pods of a Deployment or a Job, all ready. */
function podsOf({ metadata: { name, namespace }, spec: { replicas = 1, template } }: any, deployment: number): any[] {
  return Array.from({ length: replicas }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...template.metadata, name: `${name}-${index}`, namespace },
    spec: { serviceAccountName: 'default', ...template.spec, nodeName: ZONES[index % ZONES.length] },
    status: {
      phase: 'Running',
      podIP: `10.1.${deployment}.${index + 1}`,
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  }));
}

function withAddress(service: any, services: any[]): any {
  const clusterIP = service.spec.clusterIP ?? `10.2.0.${services.indexOf(service) + 1}`;
  return { ...service, spec: { ...service.spec, clusterIP, clusterIPs: [clusterIP] } };
}

function endpointSlice({ metadata: { name, namespace }, spec: { selector, ports } }: any, pods: any[]): any {
  const selected = pods.filter(
    ({ metadata }) => metadata.namespace === namespace && includes(metadata.labels, selector),
  );
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-1`, namespace, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: ports.map(({ name: port, targetPort, appProtocol }: any) => ({ name: port, port: targetPort, appProtocol })),
    endpoints: selected.map((pod) => ({
      addresses: [pod.status.podIP],
      nodeName: pod.spec.nodeName,
      zone: pod.spec.nodeName,
      conditions: { ready: true },
      targetRef: { kind: 'Pod', name: pod.metadata.name, namespace },
    })),
  };
}

function includes(labels: Record<string, string> = {}, selector: Record<string, string>): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}
