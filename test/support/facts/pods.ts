import { Fact, fact } from './fact';
import { envoyOf, ENVOY, find, podTemplate, Scene, variable } from './scene';

/** Facts about pods that hold for any app. */
export const POD_FACTS: Fact[] = [
  fact(
    'what we put into pods meets Pod Security `restricted`',
    'the API server refuses the pods otherwise',
    function* (scene) {
      for (const object of scene.objects.filter(podTemplate)) {
        const { spec } = podTemplate(object);
        const isOurs = !isBrought(scene, object);
        const where = `${object.kind}/${object.metadata.name}`;
        if (isOurs) yield* unrestrictedPod(where, spec);
        for (const container of containers(spec)) {
          if (isOurs || container.name === ENVOY) yield* unrestrictedContainer(where, spec, container);
        }
      }
    },
  ),

  fact('no two containers of a pod share a name or a port', 'one of the two would not start', function* (scene) {
    for (const object of scene.objects.filter(podTemplate)) {
      const all = containers(podTemplate(object).spec);
      const declared = all.flatMap((container) => container.ports ?? []);
      const named = declared.filter(({ name }) => name !== undefined);
      for (const list of [
        all.map(({ name }) => name),
        declared.map(({ containerPort }) => containerPort),
        named.map(({ name }) => name),
      ]) {
        const twice = list.filter((value, index) => list.indexOf(value) !== index);
        if (twice.length > 0) yield `${object.kind}/${object.metadata.name} has ${twice.join(', ')} twice`;
      }
    }
  }),

  fact('every ConfigMap that a pod mounts exists', 'the pod would wait for it for ever', function* (scene) {
    for (const object of scene.objects.filter(podTemplate)) {
      const { spec } = podTemplate(object);
      for (const { configMap } of spec.volumes ?? []) {
        if (configMap && !find(scene, 'ConfigMap', configMap.name)) yield `there is no ConfigMap/${configMap.name}`;
      }
    }
  }),

  fact(
    'every volume that a container mounts is a volume of its pod',
    'the API server refuses the pod',
    function* (scene) {
      for (const object of scene.objects.filter(podTemplate)) {
        const { spec } = podTemplate(object);
        const names = (spec.volumes ?? []).map(({ name }: any) => name);
        for (const { name } of containers(spec).flatMap((container) => container.volumeMounts ?? [])) {
          if (!names.includes(name)) yield `${object.kind}/${object.metadata.name} has no volume '${name}'`;
        }
      }
    },
  ),

  fact('variables that are JSON hold integers and strings', 'gRPC has no other channel arguments', function* (scene) {
    for (const object of scene.objects.filter(podTemplate)) {
      const variables = containers(podTemplate(object).spec).flatMap(({ env = [] }) => env);
      for (const { name, value } of variables.filter((candidate) => /_OPTIONS$/.test(candidate.name))) {
        if (!scene.embedded.has(value)) yield `${name} is no JSON object`;
        for (const [argument, setting] of Object.entries(value)) {
          const isArgument = Number.isInteger(setting) || typeof setting === 'string';
          if (argument !== 'grpc.service_config' && !isArgument) yield `${name}: ${argument} is ${setting}`;
        }
      }
    }
  }),

  fact(
    'a pod has the time to drain and to end its longest request',
    'requests are killed otherwise',
    function* (scene) {
      for (const object of scene.objects.filter(podTemplate)) {
        const { spec } = podTemplate(object);
        const server = spec.containers.find(
          (container: any) => variable(container, 'GRPC_SERVER_OPTIONS') !== undefined,
        );
        const sleep = server && sleepSeconds(server);
        if (sleep === undefined) continue;
        const least = sleep + 5;
        if (!(spec.terminationGracePeriodSeconds >= least)) yield `${object.metadata.name} needs ${least} s to end`;
      }
    },
  ),

  fact('Envoy outlives the application', 'requests that go through it fail otherwise', function* (scene) {
    for (const object of scene.objects.filter(podTemplate)) {
      const { spec } = podTemplate(object);
      const envoy = envoyOf({ spec });
      if (!envoy || envoy.restartPolicy === 'Always') continue;
      if (!spec.containers.includes(envoy)) yield `${object.metadata.name}: Envoy as an init container never ends`;
      const sleep = /(?:^sleep |SECONDS >= )(\d+)/.exec(envoy.lifecycle?.preStop?.exec?.command?.[2] ?? '');
      if (!sleep) yield `${object.metadata.name}: an ordinary container ends with the application`;
      else if (Number(sleep[1]) >= spec.terminationGracePeriodSeconds) yield `${object.metadata.name}: Envoy is killed`;
    }
  }),
];

function isBrought(scene: Scene, { kind, metadata }: any): boolean {
  return scene.brought.has(`${kind}/${metadata.name}`);
}

export function containers(spec: any): any[] {
  return [...(spec.initContainers ?? []), ...spec.containers];
}

/** How long the application is kept from ending. */
export function sleepSeconds({ lifecycle }: any): number | undefined {
  const { sleep, exec } = lifecycle?.preStop ?? {};
  return sleep?.seconds ?? (exec?.command?.[0] === 'sleep' ? Number(exec.command[1]) : undefined);
}

const VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted, as far as it is about pods. */
function* unrestrictedPod(where: string, spec: any): Iterable<string> {
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) if (spec[field]) yield `${where} uses ${field}`;
  for (const { name, ...source } of spec.volumes ?? []) {
    if (!Object.keys(source).every((kind) => VOLUMES.includes(kind))) yield `${where} has the volume ${name}`;
  }
  if (spec.securityContext?.runAsUser === 0) yield `${where} runs as root`;
  if (spec.securityContext?.sysctls?.length > 0) yield `${where} sets sysctls`;
}

/** The same, as far as it is about containers; a field of the container wins over that of the pod. */
function* unrestrictedContainer(
  where: string,
  pod: any,
  { name, securityContext = {}, ports = [] }: any,
): Iterable<string> {
  const container = `${where} container ${name}`;
  const { privileged, allowPrivilegeEscalation, capabilities, runAsUser, procMount } = securityContext;
  const runAsNonRoot = securityContext.runAsNonRoot ?? pod.securityContext?.runAsNonRoot;
  const seccomp = (securityContext.seccompProfile ?? pod.securityContext?.seccompProfile)?.type;
  if (privileged) yield `${container} is privileged`;
  if (allowPrivilegeEscalation !== false) yield `${container} may gain privileges`;
  if (!capabilities?.drop?.includes('ALL')) yield `${container} keeps capabilities`;
  if ((capabilities?.add ?? []).some((added: string) => added !== 'NET_BIND_SERVICE'))
    yield `${container} adds capabilities`;
  if (runAsNonRoot !== true) yield `${container} may run as root`;
  if (runAsUser === 0) yield `${container} runs as root`;
  if (!['RuntimeDefault', 'Localhost'].includes(seccomp)) yield `${container} has the seccomp profile ${seccomp}`;
  if (procMount !== undefined && procMount !== 'Default') yield `${container} sees /proc`;
  if (ports.some(({ hostPort }: any) => hostPort)) yield `${container} has a port of the host`;
}
