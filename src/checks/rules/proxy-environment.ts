import { Severity } from '../finding';
import { grpcPortAt } from '../facts/grpc-ports';
import { Container } from '../manifests/container';
import { placeOf, referencesOf } from '../facts/references';
import { Manifests } from '../manifests/manifests';
import { Workload } from '../manifests/workload';
import { Problem, Rule } from '../rule';
import { Words } from '../../private/errors';

/** Which variables the clients of some languages heed: the first one that has a value counts, in each list. */
interface Clients {
  readonly languages: readonly string[];
  readonly proxies: readonly string[];
  readonly exceptions: readonly string[];
}

/** HTTP_PROXY in capitals is heeded by none of them. */
const CLIENTS: readonly Clients[] = [
  { languages: ['Go'], proxies: ['HTTPS_PROXY', 'https_proxy'], exceptions: ['NO_PROXY', 'no_proxy'] },
  {
    languages: ['Node.js', 'Python', 'C++'],
    proxies: ['grpc_proxy', 'https_proxy', 'http_proxy'],
    exceptions: ['no_grpc_proxy', 'no_proxy'],
  },
];

export const proxyEnvironment: Rule = {
  id: 'proxy-environment',
  severity: Severity.WARNING,
  title: 'A gRPC client that sends requests inside the cluster through an HTTP proxy',
  why: `gRPC clients heed the variables of an HTTP proxy: they ask the proxy to connect to the name of the Service (\`CONNECT\`). Either the proxy
cannot, and every call is \`UNAVAILABLE\`; or it can, resolves the name itself, and balancing is gone. Which variables count depends on the
language, and the first one that is set counts alone:

* Node.js, Python and C++: \`grpc_proxy\`, \`https_proxy\`, \`http_proxy\`, with exceptions in \`no_grpc_proxy\`, \`no_proxy\`; never in capitals
* Go: \`HTTPS_PROXY\`, \`https_proxy\`, with exceptions in \`NO_PROXY\`, \`no_proxy\`
* Java reads none of them

Exceptions are compared with the name as it is dialled, from its end: \`.svc.cluster.local\` does not cover \`greeter.demo.svc\`, and ranges of
addresses cover no name. Write both \`no_proxy\` and \`NO_PROXY\`.`,
  fix: 'list the name in no_proxy and NO_PROXY, or give the channel "grpc.enable_http_proxy":0',
  threads: ['grpc/grpc#15942', 'grpc/grpc#39516', 'grpc/grpc-go#3401'],
  *check(manifests) {
    for (const workload of manifests.workloads) {
      for (const container of workload.containers) {
        const clients = CLIENTS.filter((one) => mayBe(one, container) && proxyOf(one, container) !== undefined);
        const problem = clients.length ? problemOf(manifests, workload, container, clients) : undefined;
        if (problem) yield problem;
      }
    }
  },
};

function problemOf(
  manifests: Manifests,
  workload: Workload,
  container: Container,
  clients: readonly Clients[],
): Problem | undefined {
  for (const reference of referencesOf(manifests, workload, container)) {
    const { service, port, value } = reference.target;
    if (!grpcPortAt(manifests, service, port)) continue;
    const [first, ...others] = clients.filter((one) => !isExempt(container, one, hostOf(value)));
    const name = first && proxyOf(first, container);
    if (name === undefined) continue;
    const languages = [first, ...others].flatMap((one) => one.languages);
    const last = languages.pop();
    return {
      manifest: workload.manifest,
      what: `container '${container.name}' dials Service '${service.id}' (${placeOf(reference)}) and has a proxy in its environment, which gRPC clients in ${[languages.join(', '), last].filter(Boolean).join(' and ')} send these requests to`,
      // Its value may have a password.
      got: new Words(name),
      remedy: `list the name in ${heeded([first, ...others], container).join(' and ')}, or give the channel "grpc.enable_http_proxy":0`,
      at: [...container.path, ...container.environment.placeOf(name)],
    };
  }
  return undefined;
}

/** Where settings of Go's tell the language, it is no other. */
function mayBe({ languages }: Clients, { isGo }: Container): boolean {
  return !isGo || languages.includes('Go');
}

function proxyOf({ proxies }: Clients, { environment }: Container): string | undefined {
  return proxies.find((name) => environment.get(name));
}

/** The variable that the clients of each take their exceptions from, or would. */
function heeded(clients: readonly Clients[], { environment }: Container): string[] {
  return [
    ...new Set(
      clients.map(({ exceptions }) => exceptions.find((name) => environment.get(name)) ?? exceptions.at(-1) ?? ''),
    ),
  ];
}

function hostOf(target: string): string {
  return target
    .replace(/^[a-z]+:(\/\/[^/]*\/)?/i, '')
    .replace(/:\d+$/, '')
    .replace(/\.$/, '');
}

/** Whether the proxy is left out for a name; also where that cannot be known. */
function isExempt({ environment, fields }: Container, { exceptions }: Clients, host: string): boolean {
  if (environment.own.some(({ value }) => /"grpc\.enable_http_proxy"\s*:\s*(0|false)/.test(value))) return true;
  const isElsewhere = fields.list('env').some((entry) => {
    const name = entry.text('name') ?? '';
    return exceptions.includes(name) && environment.get(name) === undefined;
  });
  if (isElsewhere || environment.hasUnknown) return true;
  const variable = exceptions.find((name) => environment.get(name));
  const entries = variable === undefined ? [] : (environment.get(variable) ?? '').split(',');
  return entries.map((entry) => entry.trim()).some((one) => one === '*' || one.includes('$(') || covers(one, host));
}

function covers(entry: string, host: string): boolean {
  const suffix = entry
    .replace(/^\*?\./, '')
    .replace(/\.$/, '')
    .replace(/:\d+$/, '');
  return suffix !== '' && (host === suffix || host.endsWith(`.${suffix}`));
}
