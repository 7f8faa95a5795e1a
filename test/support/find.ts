/** The one object of a kind and name. */
export function find(manifests: any[], kind: string, name: string): any {
  const found = manifests.filter((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (found.length === 1) return found[0];
  const names = manifests.map((manifest) => `${manifest.kind}/${manifest.metadata.name}`).join(', ');
  throw new Error(`${found.length} objects are ${kind}/${name}; there are ${names}`);
}

/** The pod template of a workload, wherever its kind has it. */
export function podTemplate(manifest: any): any {
  if (manifest.kind === 'Pod') return manifest;
  return (manifest.spec.jobTemplate?.spec ?? manifest.spec).template;
}

/** The one container or init container of a name in a workload. */
export function container(manifest: any, name: string): any {
  const { initContainers = [], containers } = podTemplate(manifest).spec;
  const found = [...initContainers, ...containers].filter((candidate) => candidate.name === name);
  if (found.length !== 1) throw new Error(`${found.length} containers are called ${name}`);
  return found[0];
}

/** The environment of a container: plain values by name. */
export function environment(manifest: any, name: string): { [variable: string]: string } {
  const { env = [] } = container(manifest, name);
  return Object.fromEntries(env.map((variable: any) => [variable.name, variable.value]));
}
