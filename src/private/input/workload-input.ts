import { Place, refuse } from '../errors';
import { checkAnnotations } from './names';
import { checkShapes, checkStruct } from './shapes';
import { checkIntegers } from './values';

const GROUPS = ['containers', 'initContainers'];

/** Refuses what YAML or JavaScript wrote in a wrong shape, before anything is read from a pod template. */
export function checkTemplate(place: Place, template: any): void {
  checkShapes(place, template, { structs: ['metadata', 'spec'] });
  const { metadata, spec } = template;
  checkShapes(place, metadata, { structs: ['labels', 'annotations'] });
  checkAnnotations(place, 'annotations', metadata.annotations);
  checkShapes(place, spec, { lists: [...GROUPS, 'volumes'] });
  checkIntegers<any>(place, spec, { terminationGracePeriodSeconds: [0, 2 ** 31 - 1] });
  for (const group of GROUPS) {
    checkStructs(place, group, spec[group]);
    spec[group]?.forEach((container: any) => checkContainer(place, container));
  }
}

function checkContainer(place: Place, container: any): void {
  const probes = ['startupProbe', 'readinessProbe', 'livenessProbe'];
  checkShapes(place, container, { lists: ['ports', 'env'], structs: [...probes, 'lifecycle'] });
  checkShapes(place, container.lifecycle ?? {}, { structs: ['preStop'] });
  for (const list of ['ports', 'env']) checkStructs(place, list, container[list]);
}

function checkStructs(place: Place, list: string, items: any[] = []): void {
  items.forEach((item, index) => checkStruct(place, `${list}[${index}]`, item));
}

/** The same for how a workload is updated. */
export function checkRollout(place: Place, spec: any): void {
  const props = ['strategy', 'updateStrategy'];
  checkShapes(place, spec, { structs: props });
  for (const prop of props) {
    checkShapes(place, spec[prop] ?? {}, { structs: ['rollingUpdate'] });
    const { maxSurge = 0, maxUnavailable = 0 } = spec[prop]?.rollingUpdate ?? {};
    for (const [name, amount] of Object.entries({ maxSurge, maxUnavailable })) {
      if (typeof amount !== 'number' && typeof amount !== 'string')
        refuse(place, `'${name}' must be a number of pods or a percentage`, amount, "pass one such as 1 or '25%'");
    }
  }
}

/** The same for what finds the pods. */
export function checkSelector(place: Place, selector: any): void {
  checkStruct(place, 'selector', selector);
  checkShapes(place, selector, { structs: ['matchLabels'], lists: ['matchExpressions'] });
}
