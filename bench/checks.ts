/**
 * `npm run bench:checks`: how long `cdk8s-grpc check` takes for fleets, process start and reading included; no test asserts on time.
 *
 * Every second run is of a fleet in which every Service is wrong: findings need lines, which are looked up in the text.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { GrpcServer } from 'cdk8s-grpc';
import { NAMESPACE } from './fleet';
import { SERVER } from './makers';
import { root, row, table } from './runs';

const OBJECTS = [1000, 10_000];
const OBJECTS_OF_A_SERVER = 5;
const RUNS = 3;

const PROGRAM = join(root, 'lib/cli.js');

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-grpc-bench-'));
  try {
    console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}\n`);
    console.log(table(['objects', 'MB', 'findings', 's', 'CPU s', 'MiB'], []));
    for (const objects of OBJECTS) {
      const file = join(folder, `${objects}.yaml`);
      writeFileSync(file, fleet(objects / OBJECTS_OF_A_SERVER, folder));
      measure(objects, file);
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll('  clusterIP: None\n', ''));
      measure(objects, file);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function fleet(servers: number, outdir: string): string {
  const app = new App({ outdir });
  const chart = new Chart(app, 'fleet', { namespace: NAMESPACE });
  for (let index = 0; index < servers; index++) new GrpcServer(chart, `server-${index}`, SERVER);
  return app.synthYaml();
}

/** The median of some runs. */
function measure(objects: number, file: string): void {
  const runs = Array.from({ length: RUNS }, () => check(file)).sort((one, other) => one.seconds - other.seconds);
  const { seconds, cpuSeconds, mebibytes, checked, findings } = runs[(RUNS - 1) / 2];
  if (checked !== objects) throw new Error(`${objects} objects were written, ${checked} checked`);
  const size = (statSync(file).size / 1e6).toFixed(0);
  console.log(
    row([String(objects), size, String(findings), seconds.toFixed(1), cpuSeconds.toFixed(1), mebibytes.toFixed(0)]),
  );
}

function check(file: string) {
  // The child tells its own use at its end: that of children is known only in sum.
  const tell = "process.on('exit', () => { const r = process.resourceUsage(); console.error(JSON.stringify(r)); })";
  const preload = `data:text/javascript,${encodeURIComponent(tell)}`;
  const start = performance.now();
  const { stdout, stderr } = spawnSync('node', ['--import', preload, PROGRAM, 'check', file, '--format', 'json'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const seconds = (performance.now() - start) / 1000;
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(stderr);
  const { summary, findings } = JSON.parse(stdout);
  const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
  return { seconds, cpuSeconds, mebibytes: maxRSS / 1024, checked: summary.objects, findings: findings.length };
}

main();
