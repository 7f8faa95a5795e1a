import { createRequire } from 'node:module';

const load = createRequire(__filename);

/** Where an expression is no PromQL: what stands at the first fault; empty if all of it parses, or if the parser is not installed. */
export function promqlFault(expr: string): string {
  const parser = promqlParser();
  let fault = '';
  parser?.parse(expr).iterate({
    enter: ({ type, from }: any) => {
      if (type.isError && !fault) fault = `at ${from}: ${expr.slice(from, from + 40) || 'the end'}`;
    },
  });
  return fault;
}

/** The parser that Prometheus' own pages use. */
export function promqlParser(): any {
  try {
    return load('@prometheus-io/lezer-promql').parser;
  } catch (error: any) {
    if (error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
