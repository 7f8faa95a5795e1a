import { Manifests } from '../manifests/manifests';
import { memoized } from '../manifests/memoized';
import { Service } from '../manifests/service';
import { Workload } from '../manifests/workload';

/** A variable in which a workload is told where a Service is. */
export interface Reference {
  readonly workload: Workload;
  readonly container: string;
  readonly variable: string;
  readonly value: string;
  readonly service: Service;
  readonly port: number;
  /** The scheme of gRPC's resolver in lower case, `dns` for one. */
  readonly scheme?: string;
  readonly at: readonly string[];
}

/** `dns:///greeter.demo:50051` and `greeter.demo:50051`, and those with a DNS server in between. */
const TARGET = /^(?:([a-z][a-z0-9+.-]*):(?:\/\/[^/]*\/)?)?([a-z0-9]([a-z0-9.-]*[a-z0-9])?\.?):(\d{1,5})$/i;

/** Schemes that names are dialled by. */
const SCHEMES = ['dns', 'passthrough', 'xds'];

/** All variables whose value is the address of a Service of these manifests, and nothing else. */
export const references = memoized((manifests): readonly Reference[] =>
  manifests.workloads.flatMap((workload) => referencesOf(manifests, workload)),
);

function referencesOf(manifests: Manifests, workload: Workload): Reference[] {
  return workload.containers.flatMap(({ name, fields, path }) =>
    fields.list('env').flatMap((entry, index) => {
      const [variable, value] = [entry.text('name'), entry.text('value')];
      const target = value === undefined ? null : TARGET.exec(value);
      if (variable === undefined || value === undefined || !target) return [];
      const [, , host, , port] = target;
      const scheme = target[1]?.toLowerCase();
      // `http://greeter:80` is no target of gRPC's, but `http` would look like a scheme.
      if (scheme && !SCHEMES.includes(scheme)) return [];
      const service = manifests.serviceAt(host, workload.manifest.namespace);
      const at = [...path, 'env', String(index), 'value'];
      return service ? [{ workload, container: name, variable, value, service, port: Number(port), scheme, at }] : [];
    }),
  );
}
