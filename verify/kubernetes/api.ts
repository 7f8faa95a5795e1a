import assert from 'node:assert';
import { Agent, request } from 'node:https';
import { sleep } from '../support/pool';

interface Answer {
  readonly status: number;
  /** What `kubectl` prints as `Warning:`, such as that a field is deprecated. */
  readonly warning?: string;
  readonly body: any;
}

/** kube-apiserver over HTTP. What it refuses is an AssertionError, so that a check can tell it from a server out of order. */
export class Api {
  private readonly agent: Agent;
  /** By `apiVersion`. */
  private readonly resources = new Map<string, any[]>();

  public constructor(
    private readonly port: number,
    private readonly token: string,
    ca: string,
  ) {
    this.agent = new Agent({ ca, keepAlive: true });
  }

  public async get(path: string): Promise<any> {
    const { status, body } = await this.send('GET', path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** Server-side apply as a GitOps tool does it: every field is checked, and nothing is forced. Gives what is stored. */
  public async apply(object: any): Promise<any> {
    const query = 'fieldManager=gitops&fieldValidation=Strict';
    const answer = await this.send(
      'PATCH',
      `${await this.pathOf(object)}?${query}`,
      object,
      'application/apply-patch+yaml',
    );
    return accepted(object, answer);
  }

  /** Asks for a pod and takes back the wish: only admission matters. */
  public async admit(pod: any): Promise<any> {
    const path = `/api/v1/namespaces/${pod.metadata.namespace}/pods?dryRun=All&fieldValidation=Strict`;
    return accepted(pod, await this.send('POST', path, pod));
  }

  /** Sets the number of pods as the HorizontalPodAutoscaler's controller does. */
  public async scale(object: any, replicas: number): Promise<void> {
    const path = `${await this.pathOf(object)}/scale`;
    const scale = await this.get(path);
    const { status, body } = await this.send('PUT', `${path}?fieldManager=autoscaler`, {
      ...scale,
      spec: { replicas },
    });
    if (status !== 200) throw new Error(`PUT ${path}: ${status} ${JSON.stringify(body)}`);
  }

  public async delete(object: any): Promise<void> {
    const path = `${await this.pathOf(object)}?propagationPolicy=Background`;
    const { status, body } = await this.send('DELETE', path);
    if (status >= 300 && status !== 404) throw new Error(`DELETE ${path}: ${status} ${JSON.stringify(body)}`);
  }

  /** Resolves when all custom resources are served. */
  public async established(crds: any[]): Promise<void> {
    for (const crd of crds) {
      const path = await this.pathOf(crd);
      const isEstablished = ({ status }: any) =>
        status?.conditions?.some((condition: any) => condition.type === 'Established' && condition.status === 'True');
      while (!isEstablished(await this.get(path))) await sleep(50);
    }
  }

  private async pathOf({ apiVersion, kind, metadata: { name, namespace } }: any): Promise<string> {
    const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    if (!this.resources.has(apiVersion)) this.resources.set(apiVersion, (await this.get(group)).resources);
    const resource = this.resources.get(apiVersion)!.find((other) => other.kind === kind && !other.name.includes('/'));
    assert(resource, `${apiVersion} has no ${kind}`);
    return `${group}${resource.namespaced ? `/namespaces/${namespace}` : ''}/${resource.name}/${name}`;
  }

  private send(method: string, path: string, content?: any, type = 'application/json'): Promise<Answer> {
    const body = content && JSON.stringify(content);
    const headers = { authorization: `Bearer ${this.token}`, ...(body && { 'content-type': type }) };
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.port, agent: this.agent, method, path, headers };
      const sent = request(options, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
        response.once('error', reject).once('end', () => {
          const isJson = response.headers['content-type']?.includes('json');
          const status = response.statusCode!;
          resolve({ status, warning: response.headers.warning, body: isJson ? JSON.parse(text) : text });
        });
      });
      sent.once('error', reject).end(body);
    });
  }
}

export const idOf = ({ kind, metadata: { namespace, name } }: any) =>
  `${kind} ${namespace ? `${namespace}/` : ''}${name}`;

function accepted(object: any, { status, warning, body }: Answer): any {
  // A field that it does not know is a 500.
  const refused = status < 500 || /field not declared in schema/.test(body.message);
  if (!refused) throw new Error(`${idOf(object)}: ${status} ${JSON.stringify(body)}`);
  assert(status < 300, `${idOf(object)} is refused: ${body.message}`);
  assert(!warning, `${idOf(object)}: ${warning}`);
  return body;
}
