/** A line of Prometheus' text format. */
export interface Series {
  readonly name: string;
  readonly labels: Record<string, string>;
  readonly value: number;
}

const LABEL = /(\w+)(=~|!~|!=|=)"((?:[^"\\]|\\.)*)"/g;

export function parseSeries(text: string): Series[] {
  const lines = text.split('\n').filter((line) => line && !line.startsWith('#'));
  return lines.map((line) => {
    const [, name, labels = '', value] = /^([\w:]+)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
    const pairs = [...labels.matchAll(LABEL)].map(([, key, , text]) => [key, unescape(text)]);
    return { name, labels: Object.fromEntries(pairs), value: Number(value) };
  });
}

/** A selector in a PromQL expression: `name{label="value"}`. */
export interface Selector {
  readonly text: string;
  readonly name: string;
  /** Labels that it reads. */
  readonly labels: string[];
  matches(series: Series): boolean;
}

/** The selectors of Envoy's metrics in an expression. */
export function envoySelectors(expression: string): Selector[] {
  return [...expression.matchAll(/\b(envoy_\w+)\{((?:[^{}"]|"(?:[^"\\]|\\.)*")*)\}/g)].map(([text, name, inner]) => {
    const matchers = [...inner.matchAll(LABEL)].map(([, label, operator, value]) => ({
      label,
      matches: matcher(operator, unescape(value)),
    }));
    return {
      text,
      name,
      labels: matchers.map(({ label }) => label),
      matches: (series) =>
        series.name === name && matchers.every(({ label, matches }) => matches(series.labels[label] ?? '')),
    };
  });
}

function matcher(operator: string, value: string): (text: string) => boolean {
  const whole = new RegExp(`^(?:${operator.includes('~') ? value : ''})$`);
  const positive = operator.includes('~') ? (text: string) => whole.test(text) : (text: string) => text === value;
  return operator.startsWith('!') ? (text) => !positive(text) : positive;
}

function unescape(text: string): string {
  return JSON.parse(`"${text}"`);
}
