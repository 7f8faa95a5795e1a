/**
 * One fleet, defined and synthesized in this process; prints what that took as a line of JSON. Loading the modules is not counted.
 *
 *   fleet.js <maker> <servers> <shape> <folder> <file with the monitoring of NAME>
 */
import { readFileSync } from 'node:fs';
import { App, Chart, YamlOutputType } from 'cdk8s';
import { Construct } from 'constructs';
import { GrpcServer } from '../src';
import { HandWrittenServer } from './hand-written';

/** Stands for the name of a server in a template. */
export const NAME = 'name-of-the-server';

/** Namespace of the fleet. */
export const NAMESPACE = 'demo';

/** What every server of the fleet is made of. */
export const SERVER = { image: 'ghcr.io/acme/greeter:1.4.2', replicas: 5, metricsPort: 9090 };

/** Who defines the servers. */
export type Maker = 'cdk8s-grpc' | 'by hand';

/** How servers are laid out. */
export type Shape = 'one chart' | 'chart per server' | 'folder per chart';

/** What a child process prints. */
export interface Measurement {
  /** Of the clock. */
  readonly milliseconds: number;
  /** Of the processor: what other processes do hardly touches it. */
  readonly cpuMilliseconds: number;
  readonly mebibytes: number;
}

function synth(maker: Maker, servers: number, shape: Shape, outdir: string, monitoringOfName: string): void {
  const yamlOutputType =
    shape === 'folder per chart' ? YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE : YamlOutputType.FILE_PER_CHART;
  const monitoring = (name: string) => JSON.parse(monitoringOfName.replaceAll(NAME, name));
  const define = {
    'cdk8s-grpc': (scope: Construct, id: string) => new GrpcServer(scope, id, SERVER),
    'by hand': (scope: Construct, id: string) => new HandWrittenServer(scope, id, { ...SERVER, monitoring }),
  }[maker];
  const app = new App({ outdir, yamlOutputType });
  const chart = (id: string) => new Chart(app, id, { namespace: NAMESPACE });
  const shared = shape === 'one chart' ? chart('fleet') : undefined;
  for (let index = 0; index < servers; index++) define(shared ?? chart(`chart-${index}`), `server-${index}`);
  app.synth();
}

function main([maker, servers, shape, outdir, monitoringFile]: string[]): void {
  const monitoringOfName = readFileSync(monitoringFile, 'utf8');
  const start = performance.now();
  const cpuStart = process.cpuUsage();
  synth(maker as Maker, Number(servers), shape as Shape, outdir, monitoringOfName);
  const { user, system } = process.cpuUsage(cpuStart);
  const measured: Measurement = {
    milliseconds: performance.now() - start,
    cpuMilliseconds: (user + system) / 1000,
    mebibytes: process.resourceUsage().maxRSS / 1024,
  };
  console.log(JSON.stringify(measured));
}

if (require.main === module) main(process.argv.slice(2));
