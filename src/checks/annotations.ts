import { didYouMean } from './did-you-mean';
import { GRPC_PORTS_ANNOTATION, grpcPortWords } from './facts/grpc-ports';
import { Severity } from './finding';
import { Manifest } from './manifests/manifest';
import { Service } from './manifests/service';
import { Problem } from './rule';
import { ignoreAnnotation } from './silence';

/** The rule of findings about this program's own annotations, but for those that silence rules. */
export const ANNOTATION = 'annotation';

const PREFIX = 'cdk8s-grpc/';

/** Annotations that look as if this program read them, and have no effect as they stand: a typing error, most often. */
export function* brokenAnnotations(manifests: readonly Manifest[]): Iterable<Problem> {
  for (const manifest of manifests) {
    for (const [key, value] of manifest.fields.entries('metadata', 'annotations')) {
      if (!key.startsWith(PREFIX) || key.startsWith(ignoreAnnotation(''))) continue;
      const fault = key === GRPC_PORTS_ANNOTATION ? grpcPortsFault(manifest, value.raw()) : unknown(key);
      if (fault) yield { manifest, severity: Severity.ERROR, at: ['metadata', 'annotations', key], ...fault };
    }
  }
}

type Fault = Pick<Problem, 'what' | 'got' | 'remedy'>;

function unknown(key: string): Fault {
  const known = [GRPC_PORTS_ANNOTATION, ignoreAnnotation('<rule>')];
  const near = key === `${PREFIX}ignore` ? '' : didYouMean(key, known);
  return { what: 'there is no such annotation', got: key, remedy: `${near}there are ${known.join(' and ')}` };
}

function grpcPortsFault(manifest: Manifest, value: unknown): Fault | undefined {
  const about = `'${GRPC_PORTS_ANNOTATION}'`;
  const service = Service.of(manifest);
  if (!service)
    return { what: `${about} is read of Services only`, got: manifest.kind, remedy: 'put it on the Service' };
  if (typeof value !== 'string') return { what: `${about} must be a text`, got: value, remedy: 'put it in quotes' };
  const words = grpcPortWords(value);
  if (words.join() === 'none') return undefined;
  const wrong = words.find((word) => !service.ports.some(({ name, port }) => word === name || word === String(port)));
  if (words.length && wrong === undefined) return undefined;
  const ports = service.ports.map(({ name, port }) => (name === undefined ? `${port}` : `${name} (${port})`));
  const remedy = `${ports.length ? `there are ${ports.join(', ')}; ` : ''}write names or numbers of them, or none`;
  return { what: `${about} must name ports of the Service`, got: wrong ?? value, remedy };
}
