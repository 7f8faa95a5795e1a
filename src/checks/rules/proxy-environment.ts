import { Severity } from '../finding';
import { grpcPortAt } from '../facts/grpc-ports';
import { Container } from '../manifests/container';
import { references } from '../facts/references';
import { Rule } from '../rule';
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
    const seen = new Set<Container>();
    for (const reference of references(manifests)) {
      const { workload, variable, value, service } = reference;
      const container = workload.containers.find(({ name }) => name === reference.container);
      if (!container || seen.has(container) || !grpcPortAt(manifests, service, reference.port)) continue;
      const proxy = HEEDED.find(([name]) => container.env.get(name));
      if (!proxy || isExempt(container, hostOf(value))) continue;
      seen.add(container);
      const [name, languages] = proxy;
      yield {
        manifest: workload.manifest,
        what: `container '${container.name}' dials Service '${service.id}' (variable '${variable}') and has a proxy in its environment, which gRPC clients in ${languages} send these requests to`,
        // Its value may have a password.
        got: new Words(name),
        at: [...container.path, 'env', String(indexOf(container, name))],
      };
    }
  },
};

function hostOf(target: string): string {
  return target
    .replace(/^[a-z]+:(\/\/[^/]*\/)?/i, '')
    .replace(/:\d+$/, '')
    .replace(/\.$/, '');
}

/** Whether the proxy is left out for a name; also where that cannot be known. */
function isExempt({ env, fields }: Container, host: string): boolean {
  if ([...env.values()].some((value) => /"grpc\.enable_http_proxy"\s*:\s*(0|false)/.test(value))) return true;
  const isElsewhere = fields.list('env').some((entry) => {
    return EXCEPTIONS.includes(entry.text('name') ?? '') && entry.has('valueFrom');
  });
  if (isElsewhere || fields.list('envFrom').length) return true;
  const entries = EXCEPTIONS.flatMap((name) => (env.get(name) ?? '').split(',')).map((entry) => entry.trim());
  return entries.some((entry) => entry === '*' || entry.includes('$(') || covers(entry, host));
}

function covers(entry: string, host: string): boolean {
  const suffix = entry
    .replace(/^\*?\./, '')
    .replace(/\.$/, '')
    .replace(/:\d+$/, '');
  return suffix !== '' && (host === suffix || host.endsWith(`.${suffix}`));
}

function indexOf({ fields }: Container, variable: string): number {
  return fields.list('env').findIndex((entry) => entry.text('name') === variable);
}
