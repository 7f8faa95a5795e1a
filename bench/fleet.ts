/**
 * One fleet, synthesized by a process of its own, which prints what that took as a line of JSON.
 *
 *   fleet.js <maker> <servers> <shape> <folder> <file with the monitoring of NAME>
 */
import { readFileSync } from 'node:fs';
import { App, Chart, YamlOutputType } from 'cdk8s';
import { loadMaker, Maker, MakerName } from './makers';

/** Namespace of the fleet. */
export const NAMESPACE = 'demo';

/** How servers are laid out. */
export type Shape = 'one chart' | 'chart per server' | 'folder per chart';

/** What a process tells of itself. */
export interface Told {
  /** Of the clock: to define and to synthesize, without start and loading. */
  readonly synthMilliseconds: number;
  /** Of the processor, from the start of the process on: what other processes do hardly touches it. */
  readonly cpuMilliseconds: number;
  readonly mebibytes: number;
}

function synth(maker: Maker, servers: number, shape: Shape, outdir: string): void {
  const yamlOutputType =
    shape === 'folder per chart' ? YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE : YamlOutputType.FILE_PER_CHART;
  const app = new App({ outdir, yamlOutputType });
  const chart = (id: string) => new Chart(app, id, { namespace: NAMESPACE });
  const shared = shape === 'one chart' ? chart('fleet') : undefined;
  for (let index = 0; index < servers; index++) maker.server(shared ?? chart(`chart-${index}`), `server-${index}`);
  maker.check?.(app);
  app.synth();
}

async function main([name, servers, shape, outdir, monitoringFile]: string[]): Promise<void> {
  const maker = await loadMaker(name as MakerName, readFileSync(monitoringFile, 'utf8'));
  const start = performance.now();
  synth(maker, Number(servers), shape as Shape, outdir);
  const synthMilliseconds = performance.now() - start;
  const { user, system } = process.cpuUsage();
  const told: Told = {
    synthMilliseconds,
    cpuMilliseconds: (user + system) / 1000,
    mebibytes: process.resourceUsage().maxRSS / 1024,
  };
  console.log(JSON.stringify(told));
}

if (require.main === module) void main(process.argv.slice(2));
