/** docs/monitoring.md and docs/runbooks say what the code does. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration } from 'cdk8s';
import { monitoring } from '../src';
import { ALERTS } from '../src/monitoring/alerts';
import { AlertDefinition } from '../src/monitoring/alerts/definition';
import { RuleSubject, seriesOf } from '../src/monitoring/subject';
import { promqlFault, promqlParser } from './support/parse-promql';
import { parse } from './support/variants';

const root = join(__dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const RUNBOOKS = readdirSync(join(root, 'docs/runbooks')).filter((file) => file !== 'README.md');

const HEADINGS = ['Meaning', 'In five minutes', 'Causes, likeliest first', 'Fix by strategy', 'Silence or tune'];
const STRATEGIES = [/^`client-side`/, /`istio`/, /`linkerd`/, /server's pods$/, /client's pods$/];

function subject(source: monitoring.TelemetrySource, how: Partial<RuleSubject>): RuleSubject {
  const telemetry = source.bind({ serverName: 'greeter', namespace: 'demo' });
  const names = { serverName: 'greeter', namespace: 'demo', podNames: 'greeter-.+' };
  return {
    ...names,
    telemetry,
    convergence: Duration.seconds(10),
    joinsSlowly: false,
    evenShares: true,
    grpcProbes: true,
    options: {},
    ...how,
  };
}

const CLIENT_SIDE = subject(monitoring.TelemetrySource.goGrpcMiddleware(), {
  convergence: Duration.seconds(390),
  joinsSlowly: true,
});
const LINKERD = subject(monitoring.TelemetrySource.linkerdInbound(), { evenShares: false });

/** Cells of the rows under a heading. */
function table(document: string, heading: string): string[][] {
  const section = document.split(`\n## ${heading}\n`)[1].split('\n## ')[0];
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const fences = (document: string, language: string) =>
  [...document.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, code]) => code);

test('there is one runbook per alert, and the index lists them in the order of the alerts', () => {
  const names = ALERTS.map(({ name }) => name);
  expect(RUNBOOKS.sort()).toEqual(names.map((name) => `${name}.md`).sort());
  const index = [...read('docs/runbooks/README.md').matchAll(/^\| \[(\w+)\]\((\w+)\.md\)/gm)];
  expect(index.map(([, name, file]) => [name, file])).toEqual(names.map((name) => [name, name]));
});

describe.each(ALERTS.map((alert): [string, AlertDefinition] => [alert.name, alert]))('%s', (name, { option }) => {
  const runbook = read(`docs/runbooks/${name}.md`);

  test('has a title and every heading, with something below', () => {
    expect(runbook.startsWith(`# ${name}\n`)).toBe(true);
    expect([...runbook.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual(HEADINGS);
    for (const section of runbook.split(/^## .*$/m).slice(1)) expect(section.trim().length).toBeGreaterThan(200);
  });

  test('says what to do under every strategy', () => {
    const strategies = table(runbook, 'Fix by strategy').map(([strategy]) => strategy);
    for (const strategy of STRATEGIES) expect(strategies.filter((cell) => strategy.test(cell))).toHaveLength(1);
  });

  test('names its own option, and no field that there is not', () => {
    const options = [...runbook.split('## Silence or tune')[1].matchAll(/`(\w+): \{ (\w+)?/g)];
    expect(options.map(([, key]) => key)).toContain(option);
    const fields = ['enabled', 'severity', 'for', 'threshold', 'minimumTraffic'];
    for (const [, key, field] of options) {
      expect([...ALERTS.map((alert) => alert.option as string), 'monitoring']).toContain(key);
      expect(fields).toContain(field);
    }
  });

  test('looks into pods as a user who is not root: what the library makes allows no other', () => {
    for (const command of fences(runbook, 'sh').flatMap((code) => code.match(/kubectl .*\bdebug (.*\\\n)*.*/g) ?? [])) {
      expect(command).toContain('--profile=restricted');
      expect(command).toContain('"runAsUser":65534');
    }
    expect(runbook).not.toMatch(/kubectl .*\brun /);
  });

  test('asks for recorded series that there are, of one server', () => {
    const queries = fences(runbook, 'promql');
    expect(queries.length).toBeGreaterThanOrEqual(2);
    for (const query of queries) {
      expect(promqlFault(query)).toBe('');
      for (const [, series, labels] of query.matchAll(/(grpc_server\w*:[\w:]+)(\{[^}]*\})/g)) {
        expect(Object.values(seriesOf({}))).toContain(series);
        expect(labels).toBe('{namespace="demo",grpc_server="greeter"}');
      }
    }
  });
});

test('the parser of PromQL finds faults, where it is installed', () => {
  expect(promqlFault('sum(a{')).toBe(promqlParser() ? 'at 6: the end' : '');
});

describe('docs/monitoring.md', () => {
  const document = read('docs/monitoring.md');

  test('names every recorded series', () => {
    const names = table(document, 'Recorded series').map(([name]) => name);
    expect(names.sort()).toEqual(
      Object.values(seriesOf({}))
        .map((name) => `\`${name}\``)
        .sort(),
    );
  });

  test('names every alert with its defaults, in their order', () => {
    const rows = table(document, 'Alerts');
    expect(rows.map(([cell]) => cell)).toEqual(ALERTS.map(({ name }) => `[\`${name}\`](runbooks/${name}.md)`));
    ALERTS.forEach((alert, index) => {
      const [, , threshold, forCell, from, severity] = rows[index];
      for (const server of [CLIENT_SIDE, LINKERD]) {
        const defaults = alert.defaults(server);
        expect(words(threshold)).toContain(String(defaults.threshold));
        expect(words(forCell)).toContain(String(defaults.for.toSeconds() / 60));
        expect(words(from)).toContain(defaults.minimumTraffic === 0 ? '–' : String(defaults.minimumTraffic));
      }
      expect(severity).toBe('`warning`');
    });
  });

  test('names every source with its metric', () => {
    const rows = table(document, 'Sources').map(([source, metric]) => [source.replace(/[`(){} …]/g, ''), metric]);
    const factories = Object.getOwnPropertyNames(monitoring.TelemetrySource).filter(
      (name) => typeof (monitoring.TelemetrySource as any)[name] === 'function',
    );
    expect(rows.map(([source]) => source).sort()).toEqual(factories.sort());
    for (const [source, metric] of rows.filter(([name]) => name !== 'custom')) {
      const { requests } = (monitoring.TelemetrySource as any)[source]().bind({ serverName: 'a', namespace: 'b' });
      expect(metric).toBe(`\`${requests}\``);
    }
  });

  test('names every kind of monitor', () => {
    const kinds = table(document, 'Scrapes').map(([kind]) => /MonitorKind\.(\w+)/.exec(kind)?.[1]);
    expect(kinds).toEqual(Object.keys(monitoring.MonitorKind));
  });

  test('shows examples/monitoring-only, which gives rules, a monitor and the dashboard', () => {
    const code = read('examples/monitoring-only/main.ts');
    expect(document.split('<!-- example: monitoring-only -->\n')[1]).toMatch(/^```ts\n/);
    expect(document).toContain(`\`\`\`ts\n${code.replace("'../../src'", "'cdk8s-grpc'")}\`\`\``);

    const outdir = mkdtempSync(join(tmpdir(), 'monitoring-only-'));
    execFileSync('node', ['--import', 'tsx', 'examples/monitoring-only/main.ts'], {
      cwd: root,
      env: { ...process.env, CDK8S_OUTDIR: outdir },
    });
    const objects = parse(readFileSync(join(outdir, 'grpc-monitoring.k8s.yaml'), 'utf8'));
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual([
      'PrometheusRule shop/ledger',
      'PodMonitor shop/ledger',
      'PrometheusRule payments/checkout',
      'ConfigMap shop/grpc-load-balancing',
    ]);
    const alerts = objects[2].spec.groups[1].rules;
    expect(alerts[0]).toMatchObject({
      alert: 'GrpcRequestsUneven',
      labels: { severity: 'critical', team: 'payments' },
    });
    expect(objects[0].metadata.labels.release).toBe('kube-prometheus-stack');
  });
});

const words = (cell: string) => cell.split(/[\s;,]+/);
