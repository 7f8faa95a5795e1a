import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { NAME } from './makers';
import { compared, files, fleetCommand, inTurns, outputOf, run, runFleet, table } from './runs';

const PAIRS = 5;

/** Compares whole processes with `helm template` of a chart that gives equal objects. */
export function compareHelm(folder: string, monitoring: string, sizes: number[]): string {
  if (spawnSync('helm', ['version']).error) return 'helm is not on PATH: nothing to compare with\n';
  const chart = writeChart(folder, monitoring);
  const rows = sizes.map((size) => {
    const values = join(folder, 'values.json'); // JSON is YAML
    writeFileSync(values, JSON.stringify({ servers: Array.from({ length: size }, (_, index) => `server-${index}`) }));
    const template = (output?: (text: string) => void) =>
      run('helm', ['template', 'fleet', chart, '--values', values], output);
    equalObjects(folder, monitoring, size, template);
    const fleet = fleetCommand(folder, 'cdk8s-grpc', size, 'one chart', monitoring);
    const [ours, theirs] = inTurns(PAIRS, () => run(process.execPath, fleet), template);
    const [milliseconds, ratio] = compared(ours, theirs, (time) => time);
    return [String(size), ...milliseconds, ratio.toFixed(1)];
  });
  return table(['servers, whole process', 'cdk8s-grpc (node), ms', 'helm template, ms', 'ratio'], rows);
}

/** A chart with the manifests of a server as its template. */
function writeChart(folder: string, monitoring: string): string {
  const chart = join(folder, 'chart');
  mkdirSync(join(chart, 'templates'), { recursive: true });
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: fleet\nversion: 0.1.0\n');
  runFleet(folder, 'cdk8s-grpc', 1, 'one chart', monitoring);
  const [manifests] = files(outputOf(folder, 'cdk8s-grpc')).values();
  const body = manifests
    .replaceAll('server-0', NAME)
    .replaceAll(/\{\{|\}\}/g, (braces) => `{{ "${braces}" }}`) // Prometheus has the same template language
    .replaceAll(NAME, '{{ . }}');
  writeFileSync(join(chart, 'templates/fleet.yaml'), `{{- range .Values.servers }}\n---\n${body}{{- end }}\n`);
  return chart;
}

function equalObjects(
  folder: string,
  monitoring: string,
  size: number,
  template: (output: (text: string) => void) => void,
): void {
  runFleet(folder, 'cdk8s-grpc', size, 'one chart', monitoring);
  const ours = objects(readFileSync(join(outputOf(folder, 'cdk8s-grpc'), 'fleet.k8s.yaml'), 'utf8'));
  template((text) => {
    if (objects(text) !== ours) throw new Error(`helm's objects differ from ours at ${size} servers`);
  });
}

/** All objects as text that does not depend on their order. */
function objects(manifests: string): string {
  return parseAllDocuments(manifests)
    .map((document) => JSON.stringify(document.toJS()))
    .filter((object) => object !== 'null')
    .sort()
    .join('\n');
}
