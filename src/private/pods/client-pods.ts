import { Cluster } from '../../cluster';
import { LoadBalancingClientConfig } from '../../strategies/config';
import { ScrapedPods } from '../../monitoring/monitor-client';
import { Place, refuse, Words } from '../errors';
import { MARGIN_SECONDS } from '../lifecycle';
import { Workload } from './workload';
import { editPod } from './pod';
import { keepProxy } from './proxy-drain';
import { addSidecar } from './sidecar-container';

/** What the pods of a client are edited by. */
export interface ClientPods {
  readonly config: LoadBalancingClientConfig;
  readonly container?: string;
  readonly cluster: Cluster;
  readonly dialledPorts: number[];
  readonly env: { [name: string]: string };
  readonly scraped: ScrapedPods;
  readonly place: Place;
}

/** Edits the rendered manifest of a workload that calls servers. */
export function editClientPods(manifest: any, workload: Workload, pods: ClientPods): void {
  const { config, container, cluster, dialledPorts, env, scraped, place } = pods;
  const pod = workload.podTemplate(manifest);
  editPod(
    pod,
    {
      labels: { ...config.podLabels, ...scraped.labels },
      annotations: { ...config.podAnnotations, ...scraped.annotations },
      portExclusions: config.portExclusions,
      dialledPorts,
      resolvesNames: true,
      addsProxy: config.sidecar !== undefined,
      terminationGracePeriodSeconds: gracePeriod(config, cluster),
      container: { name: container, env },
    },
    place,
  );
  keepProxy(pod, config.proxyDrain, place);
  if (!config.sidecar) return;
  if (!cluster.nativeSidecars && workload.runsToCompletion(manifest)) {
    const remedy = 'put the proxy into the pods of the server; from Kubernetes 1.29 sidecars end with the application';
    refuse(
      place,
      `an ordinary sidecar would keep a ${workload.kind} from ever completing`,
      new Words(`Kubernetes 1.${cluster.minorVersion}`),
      remedy,
    );
  }
  addSidecar(pod, config.sidecar, cluster, place);
}

/** The pod is not killed before a proxy ends that stays for the last requests. */
function gracePeriod({ proxyDrain, sidecar }: LoadBalancingClientConfig, cluster: Cluster): number | undefined {
  const stays = proxyDrain?.time ?? (cluster.nativeSidecars ? undefined : sidecar?.outlive);
  return stays && stays.toSeconds() + MARGIN_SECONDS;
}
