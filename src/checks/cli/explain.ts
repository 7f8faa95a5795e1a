import { CLIENT_CODE } from '../explain/client-code';
import { Explanation, explanations } from '../explain/explanation';
import { Finding } from '../finding';
import { Options, readArguments } from './arguments';
import { readConfig } from '../config/config';
import { HELP, SEE_HELP } from './help';
import { readInputs } from './inputs';
import { judge } from '../config/judge';
import { printable } from './printable';
import { ExitCode, noFiles, Surroundings } from './surroundings';
import { wrapped } from './wrap';

const OPTIONS: Options = {
  format: { type: 'string', choices: ['text', 'json'] },
  config: { type: 'string' },
  help: { type: 'boolean' },
};

/** `cdk8s-grpc explain`: how each gRPC service works, and what it lacks. What it lacks does not fail it: that is what `check` is for. */
export async function explain(args: string[], surroundings: Surroundings): Promise<ExitCode> {
  const given = readArguments(args, OPTIONS, SEE_HELP.explain);
  const { stdout, stderr } = surroundings;
  if (given.has('help')) {
    stdout.write(`${HELP.explain}\n`);
    return ExitCode.FINE;
  }
  if (!given.positionals.length) throw noFiles(SEE_HELP.explain);
  const config = readConfig(given.value('config'));
  const inputs = await readInputs(given.positionals, surroundings);
  const { manifests, findings } = judge(inputs.manifests, config);
  for (const note of inputs.notes) stderr.write(`${printable(note)}\n`);
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
    const advice = "name such ports 'grpc', or list them under grpcPorts in the configuration";
    return `${wrapped(`No port of a Service is known to speak gRPC: ${advice}.`, '')}\n`;
  }
  const code = services.some(({ needsClientCode }) => needsClientCode) ? [clientCode()] : [];
  return [...services.map((service, index) => about(service, services[index - 1])), ...code].join('\n');
}

function about(service: Explanation, before: Explanation | undefined): string {
  const { pods, drains } = service;
  const rows: [string, string[]][] = [
    ['pods', pods.length ? pods : ['not among these manifests']],
    ['balanced by', [balancedBy(service)]],
    ['to dial', [service.dial]],
    ['callers', callersIn(service)],
    ['new pods', [service.newPods.text]],
    ['a pod that ends', drains.map(({ workload, text: told }) => (drains.length > 1 ? `${workload}: ${told}` : told))],
    ['client code', [clientCodeOf(service)]],
    ['missing', missingOf(service, before)],
  ];
  const head = printable(`Service ${service.service}, port ${service.port}: gRPC, by its ${service.evidence}`);
  return (
    `${head}\n` + rows.flatMap(([title, lines]) => lines.map((line, index) => row(index ? '' : title, line))).join('')
  );
}

function callersIn({ callers, moreCallers }: Explanation): string[] {
  if (!callers.length) return ['none known: nothing here has its address'];
  const shown = callers.map(({ workload, by }) => `${workload}: ${by}`);
  return moreCallers ? [...shown, `and ${moreCallers} more`] : shown;
}

function balancedBy({ balancing, severalPods, pods }: Explanation): string {
  if (balancing) return `${NAMES[balancing.by]}: ${balancing.why}`;
  if (severalPods || !pods.length) return 'nobody: each client stays on one pod';
  return 'nobody, and there is one pod: once there are two, each client stays on one of them';
}

/** Findings are about objects: the ports of one Service have the same. */
function missingOf({ service, missing }: Explanation, before: Explanation | undefined): string[] {
  if (!missing.length) return ['nothing that the checks know of'];
  const isSame = (other: readonly Finding[]) =>
    other.length === missing.length && other.every((one, at) => one === missing[at]);
  if (before?.service === service && isSame(before.missing)) return [`the same as at port ${before.port}`];
  return missing.map(({ severity, rule, name, message }) => `${severity} ${rule} (${name}): ${message}`);
}

function clientCodeOf({ needsClientCode, balancing }: Explanation): string {
  if (needsClientCode) return 'a few lines, see below';
  if (balancing?.by === 'client') return 'none for callers of the other Service, where a proxy balances';
  if (balancing?.by === 'perhaps a mesh') return 'none, if a mesh balances';
  return balancing ? 'none' : 'depends on who will balance';
}

const NAMES = {
  client: "the client's channel, if its code asks for that",
  istio: 'Istio',
  linkerd: 'Linkerd',
  envoy: 'an Envoy',
  gateway: 'a gateway',
  cilium: 'Cilium',
  mesh: 'a mesh',
  'perhaps a mesh': 'perhaps a mesh',
};

/** Where rows have what stands beside their title. */
const COLUMN = 19;

function row(title: string, text: string): string {
  return `${wrapped(printable(text), `  ${title}`.padEnd(COLUMN), ' '.repeat(COLUMN + 2))}\n`;
}

function clientCode(): string {
  const lines = CLIENT_CODE.map(({ language, lines, page }) => `  ${language}\n    ${lines}\n    ${page}\n`);
  return `Lines for clients that balance; \`target\` is what is to be dialled\n${lines.join('')}`;
}
