import { Severity } from '../finding';
import { grpcPortAt } from '../facts/grpc-ports';
import { Container } from '../manifests/container';
import { placeOf, referencesOf } from '../facts/references';
import { Manifests } from '../manifests/manifests';
import { Workload } from '../manifests/workload';
import { Problem, Rule } from '../rule';
import { Words } from '../../private/errors';

/** Who heeds each variable; HTTP_PROXY in capitals is heeded by none. */
const HEEDED: readonly (readonly [string, string])[] = [
  ['grpc_proxy', 'Node.js, Python and C++'],
  ['https_proxy', 'Go, Node.js, Python and C++'],
  ['http_proxy', 'Node.js, Python and C++'],
  ['HTTPS_PROXY', 'Go'],
];

const EXCEPTIONS = ['no_grpc_proxy', 'no_proxy', 'NO_PROXY'];

export const proxyEnvironment: Rule = {
  id: 'proxy-environment',
  severity: Severity.WARNING,
  title: 'A gRPC client that sends requests within the cluster through an HTTP proxy',
  why: `gRPC clients heed the variables of an HTTP proxy: they ask the proxy to connect to the name of the Service (\`CONNECT\`). Either the proxy
cannot, and every call is \`UNAVAILABLE\`; or it can, resolves the name itself, and balancing is gone. Which variables count depends on the
language: \`grpc_proxy\`, \`https_proxy\` and \`http_proxy\` in lower case for Node.js, Python and C++, \`HTTPS_PROXY\` and \`https_proxy\` for Go. Java
reads none of them.

Entries of \`no_proxy\` are compared with the name as it is dialled, from its end: \`.svc.cluster.local\` does not cover \`greeter.demo.svc\`, and
ranges of addresses cover no name. Write both \`no_proxy\` and \`NO_PROXY\`.`,
  fix: 'list the name in no_proxy and NO_PROXY, or give the channel "grpc.enable_http_proxy":0',
  threads: ['grpc/grpc#15942', 'grpc/grpc#39516', 'grpc/grpc-go#3401'],
  *check(manifests) {
    for (const workload of manifests.workloads) {
      for (const container of workload.containers) {
        const proxy = HEEDED.find(([name]) => container.environment.get(name));
        const problem = proxy && problemOf(manifests, workload, container, proxy);
        if (problem) yield problem;
      }
    }
  },
};

function problemOf(
  manifests: Manifests,
  workload: Workload,
  container: Container,
  [name, languages]: readonly [string, string],
): Problem | undefined {
  for (const reference of referencesOf(manifests, workload, container)) {
    const { service, port, value } = reference.target;
    if (!grpcPortAt(manifests, service, port) || isExempt(container, hostOf(value))) continue;
    return {
      manifest: workload.manifest,
      what: `container '${container.name}' dials Service '${service.id}' (${placeOf(reference)}) and has a proxy in its environment, which gRPC clients in ${languages} send these requests to`,
      // Its value may have a password.
      got: new Words(name),
      at: [...container.path, ...container.environment.placeOf(name)],
    };
  }
  return undefined;
}

function hostOf(target: string): string {
  return target
    .replace(/^[a-z]+:(\/\/[^/]*\/)?/i, '')
    .replace(/:\d+$/, '')
    .replace(/\.$/, '');
}

/** Whether the proxy is left out for a name; also where that cannot be known. */
function isExempt({ environment, fields }: Container, host: string): boolean {
  if (environment.own.some(({ value }) => /"grpc\.enable_http_proxy"\s*:\s*(0|false)/.test(value))) return true;
  const isElsewhere = fields.list('env').some((entry) => {
    const name = entry.text('name') ?? '';
    return EXCEPTIONS.includes(name) && environment.get(name) === undefined;
  });
  if (isElsewhere || environment.hasUnknown) return true;
  const entries = EXCEPTIONS.flatMap((name) => (environment.get(name) ?? '').split(',')).map((entry) => entry.trim());
  return entries.some((entry) => entry === '*' || entry.includes('$(') || covers(entry, host));
}

function covers(entry: string, host: string): boolean {
  const suffix = entry
    .replace(/^\*?\./, '')
    .replace(/\.$/, '')
    .replace(/:\d+$/, '');
  return suffix !== '' && (host === suffix || host.endsWith(`.${suffix}`));
}
