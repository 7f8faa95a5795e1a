import { Lazy } from 'cdk8s';
import { Place, refuse } from '../private/errors';
import { checkAnnotations, checkLabels, checkObjectName } from '../private/input/names';
import { checkFlag, checkShapes, checkStruct } from '../private/input/shapes';
import { checkDuration, checkPort, isText } from '../private/input/values';
import { MetricsEndpoint } from './endpoint';
import { GrpcMonitoringProps } from './grpc-monitoring-props';

/** Refuses what would make rules of no pod, without a word. */
export function checkWatched(place: Place, props: GrpcMonitoringProps): void {
  checkShapes(place, props, {
    flags: ['joinsSlowly', 'evenShares', 'grpcProbes'],
    structs: ['podSelector', 'serviceSelector', 'labels', 'annotations'],
    lists: ['endpoints'],
  });
  checkWorkload(place, props);
  if (props.convergence !== undefined) checkDuration(place, 'convergence', props.convergence, 0, 2 * 86400);
  props.endpoints?.forEach((endpoint, index) => checkEndpoint(place, `endpoints[${index}]`, endpoint));
  checkLabels(place, 'labels', props.labels);
  checkAnnotations(place, 'annotations', props.annotations);
  for (const prop of ['podSelector', 'serviceSelector'] as const) {
    if (!isKnownLater(props[prop])) checkLabels(place, prop, props[prop]);
  }
}

/** What depends on an existing workload is known only when its manifest is rendered. */
function isKnownLater(value: unknown): boolean {
  return value instanceof Lazy;
}

function checkWorkload(place: Place, { workloadKind, workloadName }: GrpcMonitoringProps): void {
  if (workloadKind !== undefined && !isText(workloadKind, /^[A-Z][A-Za-z0-9]*$/)) {
    const remedy = "write it as manifests do, such as 'StatefulSet'";
    refuse(place, "'workloadKind' must be a kind of Kubernetes", workloadKind, remedy);
  }
  if (workloadName !== undefined) checkObjectName(place, 'workloadName', workloadName);
}

function checkEndpoint(place: Place, prop: string, endpoint: MetricsEndpoint): void {
  checkStruct(place, prop, endpoint);
  const { portName, port, path, labelMap } = endpoint;
  if (!isKnownLater(portName) && !isText(portName, /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/)) {
    const remedy = 'use at most 15 lower case letters, digits and single hyphens, one letter at least';
    refuse(place, `'${prop}.portName' must be the name of a container port`, portName, remedy);
  }
  checkPort(place, `${prop}.port`, port);
  if (!isText(path, /^\/[A-Za-z0-9._~/-]*$/)) {
    refuse(place, `'${prop}.path' must be a path that begins with '/'`, path, "pass one such as '/metrics'");
  }
  checkFlag(place, `${prop}.proxy`, endpoint.proxy);
  checkFlag(place, `${prop}.scrapedByMesh`, endpoint.scrapedByMesh);
  if (labelMap !== undefined && !isText(labelMap, /./)) {
    const remedy = "pass one such as '__meta_kubernetes_pod_label_(.+)'";
    refuse(place, `'${prop}.labelMap' must be a regular expression`, labelMap, remedy);
  }
}
