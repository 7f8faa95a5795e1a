import { Manifests } from '../manifests/manifests';
import { Service } from '../manifests/service';
import { Workload } from '../manifests/workload';
import { memoized } from '../manifests/memoized';

/** Another Service, and pods that it shares with the one that was asked for. */
export interface SharingPods {
  readonly service: Service;
  readonly workload: Workload;
}

/**
 * Makes a search for other Services with the same pods, of which something holds.
 *
 * That is asked once for each workload and Service: some have hundreds of Services for the same pods.
 */
export function servicesSharingPods(
  holds: (manifests: Manifests, service: Service) => boolean,
): (manifests: Manifests, service: Service) => Iterable<SharingPods> {
  const byWorkload = memoized((manifests) => {
    const servicesOf = (workload: Workload) => manifests.servicesOf(workload).filter((one) => holds(manifests, one));
    return new Map(manifests.workloads.map((workload) => [workload, servicesOf(workload)]));
  });
  return function* (manifests, asked) {
    for (const workload of manifests.workloadsOf(asked)) {
      for (const service of byWorkload(manifests).get(workload) ?? [])
        if (service !== asked) yield { service, workload };
    }
  };
}
