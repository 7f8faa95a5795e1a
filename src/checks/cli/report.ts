import { json } from './json';
import { junit } from './junit';
import { counts, Result } from './result';
import { sarif } from './sarif';
import { COLOURED, silencedText, text } from './text';
import { wrapped } from './wrap';

/** How a result is written, by the name of the format. */
export const FORMATS: { readonly [format: string]: (result: Result) => string } = {
  text: (result) => forPeople(result, false),
  json,
  sarif,
  junit,
};

/** Findings and what was checked. */
export function forPeople(result: Result, isColoured: boolean): string {
  const found = text(result.findings, isColoured ? COLOURED : undefined);
  const silenced = result.silenced.length ? `Silenced\n${silencedText(result.silenced)}` : '';
  const parts = [found, silenced].filter(Boolean).map((part) => `${part}\n`);
  return parts.join('') + summary(result);
}

/** `3 errors, 1 warning in 42 objects of 7 files; …` */
function summary({ findings, silenced, manifests, files, withoutObjects, grpcPorts, ignored }: Result): string {
  const { error, warning, info } = counts(findings);
  const found = [
    ...(error ? [plural(error, 'error')] : []),
    ...(warning ? [plural(warning, 'warning')] : []),
    ...(info ? [plural(info, 'info')] : []),
  ];
  const parts = [
    `${found.join(', ') || 'Nothing found'} in ${plural(manifests.length, 'object')} of ${plural(files, 'file')}`,
    ...(grpcPorts ? [`${plural(grpcPorts, 'port')} of Services speak${grpcPorts === 1 ? 's' : ''} gRPC`] : []),
    ...(ignored ? [`${plural(ignored, 'finding')} silenced${silenced.length ? '' : ', see --silenced'}`] : []),
    ...(withoutObjects.length ? [without(withoutObjects.length)] : []),
  ];
  const hint =
    "No port of a Service is known to speak gRPC: name such ports 'grpc' or list them under grpcPorts, else most rules have nothing to say";
  return `${parts.join('; ')}\n${grpcPorts ? '' : `${wrapped(hint, '')}\n`}`;
}

function without(files: number): string {
  return `${plural(files, 'file')} hold${files === 1 ? 's' : ''} no Kubernetes objects`;
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
