import { ApiObject } from 'cdk8s';
import { editRendered } from './rendering';

/** Lets every text of an object pass through Helm as it is: `{{ $labels.pod }}` is Prometheus' or Grafana's, not Helm's. */
export function escapeHelm(apiObject: ApiObject): void {
  editRendered(apiObject, 'helm', (manifest) => Object.assign(manifest, escaped(manifest)));
}

function escaped(value: any): any {
  // A whole run at once, or a brace beside it would open an action; what closes one means nothing outside of it.
  if (typeof value === 'string') return value.replace(/\{{2,}/g, (braces) => `{{\`${braces}\`}}`);
  if (Array.isArray(value)) return value.map(escaped);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, escaped(field)]));
}
