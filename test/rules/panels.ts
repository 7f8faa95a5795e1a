import { dashboard } from '../../src/monitoring/dashboard';
import { ServerScene } from './scene';
import { SourceUnderTest } from './sources';

/** What the queries of a panel find, in their order: one number, or one of every pod; nothing where the source cannot tell. */
export type Shown = (number | number[] | undefined)[];

/** By the title of a panel; all panels with queries must be there. */
export type Panels = { [title: string]: Shown };

/** The tests of all queries of the dashboard, as Grafana sends them, in the format of promtool. */
export function panelTests(
  panels: Panels,
  at: number,
  { namespace, server, pods }: ServerScene,
  source: SourceUnderTest,
) {
  const queried = dashboard({ uid: 'a', title: 'a', source: source.source() }).panels.filter(
    ({ targets }: any) => targets,
  );
  const titles = queried.map(({ title }: any) => title);
  const difference = [...titles, ...Object.keys(panels)].filter((title) => !panels[title] || !titles.includes(title));
  if (difference.length) throw new Error(`the dashboard and its test differ in ${difference.join(', ')}`);
  const variables = { server, namespace, __rate_interval: '2m' };
  return queried.flatMap(({ title, targets }: any) =>
    targets.map((target: any, index: number) => {
      const label = labelOf(target);
      return {
        eval_time: `${at * 60}s`,
        // Two lines of one name would be added up; rates are off in the last binary digits.
        expr: `round(sum by (${label}) (${filled(target.expr, variables)}), 0.001)`,
        exp_samples: samples(panels[title][index], label, pods),
      };
    }),
  );
}

/** The label that tells lines or rows apart, if there is one. */
function labelOf({ legendFormat, format }: any): string {
  return format === 'table' ? 'pod' : (/^\{\{(\w+)\}\}$/.exec(legendFormat)?.[1] ?? '');
}

function filled(expr: string, variables: { [name: string]: string }): string {
  return expr.replace(/\$(\w+)/g, (_, name) => variables[name]);
}

function samples(shown: Shown[number], label: string, pods: ServerScene['pods']) {
  if (shown === undefined) return [];
  if (typeof shown === 'number') return [{ labels: '{}', value: shown }];
  return shown.map((value, index) => {
    const { name, ip } = pods[index];
    const pod = label === 'envoy_endpoint_address' ? `${ip}:50051` : name;
    return { labels: `{${label}="${pod}"}`, value };
  });
}
