import { CLIENT_CODE } from '../client-code';
import { Explanation, explanations } from '../explanation';
import { Options, readArguments } from './arguments';
import { readConfig } from './config';
import { HELP, SEE_HELP } from './help';
import { readInputs } from './inputs';
import { judge } from './judge';
import { ExitCode, noFiles, Surroundings } from './surroundings';

const OPTIONS: Options = {
  format: { type: 'string', choices: ['text', 'json'] },
  config: { type: 'string' },
  help: { type: 'boolean' },
};

/** `cdk8s-grpc explain`: how each gRPC service works, and what it lacks. What it lacks does not fail it: that is what `check` is for. */
export async function explain(args: string[], surroundings: Surroundings): Promise<ExitCode> {
  const given = readArguments(args, OPTIONS, SEE_HELP.explain);
  const { stdout } = surroundings;
  if (given.has('help')) {
    stdout.write(`${HELP.explain}\n`);
    return ExitCode.FINE;
  }
  if (!given.positionals.length) throw noFiles(SEE_HELP.explain);
  const config = readConfig(given.value('config'));
  const inputs = await readInputs(given.positionals, surroundings);
  const { manifests, findings } = judge(inputs.manifests, config);
  const services = explanations(manifests, findings);
  stdout.write(given.value('format') === 'json' ? json(services) : text(services));
  return ExitCode.FINE;
}

function json(services: Explanation[]): string {
  const clientCode = services.some(({ needsClientCode }) => needsClientCode) ? CLIENT_CODE : [];
  return `${JSON.stringify({ services, clientCode }, undefined, 2)}\n`;
}

function text(services: Explanation[]): string {
  if (!services.length) {
    return "No port of a Service is known to speak gRPC: name such ports 'grpc', or list them under grpcPorts in the configuration.\n";
  }
  const code = services.some(({ needsClientCode }) => needsClientCode) ? [clientCode()] : [];
  return [...services.map(about), ...code].join('\n');
}

function about(service: Explanation): string {
  const { balancing, pods, callers, drains, missing } = service;
  const rows: [string, string[]][] = [
    ['pods', pods.length ? pods : ['not among these manifests']],
    ['balanced by', [balancing ? `${NAMES[balancing.by]}: ${balancing.why}` : 'nobody: each client stays on one pod']],
    ['to dial', [service.dial]],
    [
      'callers',
      callers.length ? callers.map(({ workload, by }) => `${workload}: ${by}`) : ['none that these manifests tell of'],
    ],
    ['new pods', [service.newPods.text]],
    ['a pod that ends', drains.map((drain) => drain.text)],
    ['client code', [clientCodeOf(service)]],
    [
      'missing',
      missing.length ? missing.map(({ rule, name, message }) => `${rule} (${name}): ${message}`) : ['nothing'],
    ],
  ];
  const head = `Service ${service.service}, port ${service.port}: gRPC, by its ${service.evidence}\n`;
  return head + rows.flatMap(([title, lines]) => lines.map((line, index) => row(index ? '' : title, line))).join('');
}

function clientCodeOf({ needsClientCode, balancing }: Explanation): string {
  if (needsClientCode) return 'a few lines, see below';
  if (balancing?.by === 'client') return 'none is needed, as a proxy balances behind the other Service';
  return balancing ? 'none' : 'depends on who will balance';
}

const NAMES = {
  client: "the client's channel",
  istio: 'Istio',
  linkerd: 'Linkerd',
  envoy: 'an Envoy',
  gateway: 'a gateway',
  cilium: 'Cilium',
  other: 'something else',
};

function row(title: string, line: string): string {
  return `  ${title.padEnd(16)} ${line}\n`;
}

function clientCode(): string {
  const lines = CLIENT_CODE.map(({ language, lines, page }) => `  ${language}\n    ${lines}\n    ${page}\n`);
  return `Lines for clients that balance; \`target\` is what is to be dialled\n${lines.join('')}`;
}
