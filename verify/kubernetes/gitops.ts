import { AssertionError } from 'node:assert';
import { Output } from '../support/outputs';
import { Api, idOf } from './api';

/** Does what a GitOps tool does: applies in the order of the files, then prunes what is in them no longer. */
export class Gitops {
  private readonly live = new Map<string, any>();
  private readonly namespaces = new Set<string>();

  public constructor(public readonly api: Api) {}

  /** Gives what is stored, by kind and name. */
  public async sync(manifests: any[]): Promise<Map<string, any>> {
    const stored = new Map<string, any>();
    for (const manifest of manifests) {
      await this.createNamespace(manifest.metadata.namespace);
      this.live.set(idOf(manifest), manifest);
      stored.set(idOf(manifest), await this.api.apply(manifest));
    }
    for (const [id, object] of this.live) {
      if (stored.has(id)) continue;
      await this.api.delete(object);
      this.live.delete(id);
    }
    return stored;
  }

  /** Does something with each output in an empty cluster. */
  public async each(outputs: Output[], use: (output: Output) => Promise<void>): Promise<void> {
    for (const output of outputs) await this.fresh(output.name, () => use(output));
  }

  /** Does something in an empty cluster; what is refused tells where. */
  public async fresh(where: string, use: () => Promise<void>): Promise<void> {
    try {
      await use();
    } catch (error) {
      if (error instanceof AssertionError) error.message = `${where}: ${error.message}`;
      throw error;
    } finally {
      await this.sync([]);
    }
  }

  /** With the ServiceAccount that a controller would add. */
  public async createNamespace(name: string, labels = {}): Promise<void> {
    if (this.namespaces.has(name)) return;
    await this.api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
    await this.api.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } });
    this.namespaces.add(name);
  }
}
