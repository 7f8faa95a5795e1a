import { exists, PodScene, ServerScene } from '../scene';
import { scrapes, valueAt } from '../timeline';
import { Series } from './series';

/** What kube-state-metrics shows of the pods. */
export function kubeStateMetrics(server: ServerScene, minutes: number): Series[] {
  return server.pods.flatMap((pod) => {
    const { namespace, kubeStateMetrics = 1 } = server;
    const labels = {
      namespace,
      pod: pod.name,
      uid: `uid-of-${pod.name}`,
      job: 'kube-state-metrics',
      instance: '10.0.9.9:8080',
    };
    const there = (value: (minute: number) => number) =>
      scrapes(minutes).map((minute) =>
        exists(pod, minute) && valueAt(kubeStateMetrics, minute) ? value(minute) : undefined,
      );
    const ready = (minute: number) => readiness(pod, minute);
    const info = { ...labels, pod_ip: pod.ip, host_ip: '192.0.2.1', node: 'node-a', created_by_kind: 'ReplicaSet' };
    return [
      { metric: 'kube_pod_status_ready', labels: { ...labels, condition: 'true' }, samples: there(ready) },
      {
        metric: 'kube_pod_status_ready',
        labels: { ...labels, condition: 'false' },
        samples: there((m) => 1 - ready(m)),
      },
      { metric: 'kube_pod_status_ready', labels: { ...labels, condition: 'unknown' }, samples: there(() => 0) },
      { metric: 'kube_pod_start_time', labels, samples: there(() => (pod.start ?? -180) * 60) },
      { metric: 'kube_pod_info', labels: info, samples: there(() => 1) },
    ];
  });
}

/** A pod needs half a minute to become ready. */
function readiness({ start = -180, ready = 1 }: PodScene, minute: number): number {
  return minute >= start + 0.5 ? valueAt(ready, minute) : 0;
}

/** Whether the last scrape of a pod went well; nothing if nobody scrapes it. */
export function up(pod: PodScene, labels: { [label: string]: string }, minutes: number): Series {
  const samples = scrapes(minutes).map((minute) => {
    const scraped = valueAt(pod.scraped ?? 1, minute);
    return exists(pod, minute) && scraped >= 0 ? scraped : undefined;
  });
  return { metric: 'up', labels, samples };
}

/** `up` of a proxy beside the server, which is always scraped: its job is its own. */
export function upOfProxy({ namespace, server, pods }: ServerScene, minutes: number): Series[] {
  return pods.map((pod) => {
    const target = { namespace, pod: pod.name, container: 'grpc-envoy', endpoint: 'envoy-stats' };
    return up({ ...pod, scraped: 1 }, { ...target, job: `${server}-proxy`, instance: `${pod.ip}:19090` }, minutes);
  });
}
