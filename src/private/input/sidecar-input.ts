import { SidecarConfig } from '../../strategies/sidecar-config';
import { Place, refuse } from '../errors';
import { checkObjectName, checkServiceName } from './names';
import { checkShapes, checkStruct } from './shapes';
import { checkDuration, checkImage, checkInteger, checkPort, isText } from './values';

/** Refuses a proxy of which Kubernetes would make no container. */
export function checkSidecar(place: Place, prefix: string, sidecar: SidecarConfig): void {
  const { ports, reservedPorts = [] } = sidecar;
  checkServiceName(place, `${prefix}containerName`, sidecar.containerName);
  checkImage(place, `${prefix}image`, sidecar.image);
  checkStruct(place, `${prefix}ports`, ports);
  Object.entries(ports).forEach(([name, port]) => checkPort(place, `${prefix}ports.${name}`, port));
  checkShapes(place, sidecar, { lists: ['command', 'args', 'reservedPorts'] }, prefix);
  reservedPorts.forEach((port, index) => checkPort(place, `${prefix}reservedPorts[${index}]`, port));
  checkPort(place, `${prefix}readyPort`, sidecar.readyPort);
  checkObjectName(place, `${prefix}configMapName`, sidecar.configMapName);
  checkInteger(place, `${prefix}user`, sidecar.user, 1, 2 ** 31 - 1);
  checkDuration(place, `${prefix}outlive`, sidecar.outlive, 0, 2 * 86400);
  for (const prop of ['readyPath', 'configPath'] as const) {
    if (!isText(sidecar[prop], /^\//))
      refuse(place, `'${prefix}${prop}' must begin with '/'`, sidecar[prop], "return one such as '/ready'");
  }
  for (const prop of ['cpuRequest', 'memoryRequest', 'memoryLimit'] as const) {
    if (!isText(sidecar[prop], /^\d+(\.\d+)?([mkKMG]i?)?$/))
      refuse(place, `'${prefix}${prop}' must be an amount`, sidecar[prop], "return one such as '50m' or '64Mi'");
  }
}
