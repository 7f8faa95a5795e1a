import assert from 'node:assert';
import { IstioCheck, Scene } from '../check';
import { Pod } from '../istiod';
import {
  CNI,
  CNI_ON_OLD_NODES,
  EXAMPLE,
  JOB_ON_OLD_NODES,
  LABELLED_NAMESPACE,
  MONITORED,
  OLD_NODES,
  REVISION,
} from '../settings';
import { CALLER, firstPod, JOB, object, SERVER, template } from '../subject';

const INJECT = 'sidecar.istio.io/inject';
const PROXY = 'istio-proxy';

/** The pods of both sides ask for the proxy, which a namespace without labels gives to nobody else. */
export const injected: IstioCheck = {
  name: 'istio/injected',
  settings: [EXAMPLE, OLD_NODES, LABELLED_NAMESPACE, REVISION],
  run: ({ seen: { pods } }) => {
    for (const [name, { webhooks, manifest }] of Object.entries(pods)) {
      const count = containers(manifest).filter((container) => container.name === PROXY).length;
      assert.equal(count, 1, `pod ${name} must get one proxy, gets ${count}; asked were ${webhooks.length} webhooks`);
    }
    return `${Object.keys(pods).length} pods, by ${Object.values(pods)[0].webhooks}`;
  },
  controls: [
    {
      broken: 'no label',
      edit: (subject) => delete template(subject, CALLER).metadata.labels[INJECT],
      says: /pod demo\/frontend-0 must get one proxy, gets 0; asked were 0 webhooks/,
    },
    {
      broken: 'an annotation in place of the label',
      edit: (subject) => {
        const { metadata } = template(subject, SERVER);
        delete metadata.labels[INJECT];
        metadata.annotations[INJECT] = 'true';
      },
      says: /pod demo\/grpc-server-0 must get one proxy, gets 0; asked were 0 webhooks/,
    },
    {
      broken: "the host's network",
      edit: (subject) => (template(subject, SERVER).spec.hostNetwork = true),
      says: /must get one proxy, gets 0; asked were 1 webhooks/,
    },
    {
      broken: 'the label alone, where Istio is installed as a revision',
      setting: REVISION,
      edit: (subject) => delete template(subject, SERVER).metadata.labels['istio.io/rev'],
      says: /must get one proxy, gets 0; asked were 0 webhooks/,
    },
  ],
};

/** The application starts once the proxy is up. */
export const startsAfter: IstioCheck = {
  name: 'istio/starts-after-proxy',
  settings: [EXAMPLE, OLD_NODES],
  run: (scene) => {
    for (const deployment of [CALLER, SERVER]) {
      const { manifest } = podOf(scene, deployment);
      const { containers: ordinary } = manifest.spec;
      const proxy = proxyOf(manifest);
      const isNative = proxy.restartPolicy === 'Always' && proxy.startupProbe;
      const blocks = ordinary[0] === proxy && proxy.lifecycle?.postStart?.exec.command.join(' ') === 'pilot-agent wait';
      assert(isNative || blocks, `the application in ${deployment} must wait for the proxy`);
    }
    return `by ${scene.setting === OLD_NODES ? 'a hook of the first container' : 'a native sidecar'}`;
  },
  controls: [
    {
      broken: 'no annotation',
      setting: OLD_NODES,
      edit: (subject) => delete template(subject, SERVER).metadata.annotations['proxy.istio.io/config'],
      says: /the application in grpc-server must wait for the proxy/,
    },
  ],
};

/** What a pod has under way, and what still comes until callers have left, goes through its proxy. */
export const drain: IstioCheck = {
  name: 'istio/drain',
  settings: [EXAMPLE, OLD_NODES],
  run: (scene) => {
    const { manifest } = podOf(scene, SERVER);
    const server = containers(manifest).find(({ name }) => name === SERVER);
    const preStop = server.lifecycle?.preStop?.sleep?.seconds;
    assert(preStop >= 10, `the server must wait until callers have left, has ${preStop} s`);
    const proxy = proxyOf(manifest);
    if (proxy.restartPolicy === 'Always') return 'a native sidecar ends after the server';
    const config = JSON.parse(proxy.env.find(({ name }: any) => name === 'PROXY_CONFIG').value);
    const lives = parseFloat(config.terminationDrainDuration ?? '5s');
    const longestRequest = JSON.parse(server.env.find(({ name }: any) => name === 'GRPC_SERVER_OPTIONS').value);
    const needs = preStop + longestRequest['grpc.max_connection_age_grace_ms'] / 1000;
    assert(lives >= needs, `the proxy must live for ${needs} s, ends after ${lives} s`);
    const grace = manifest.spec.terminationGracePeriodSeconds;
    assert(lives < grace, `the proxy must end before the pod is killed after ${grace} s, ends after ${lives} s`);
    return `the proxy lives for ${lives} s of ${grace}, ${needs} are needed`;
  },
  controls: [
    {
      broken: "Istio's own time",
      setting: OLD_NODES,
      edit: (subject) => delete template(subject, SERVER).metadata.annotations['proxy.istio.io/config'],
      says: /must live for 20 s, ends after 5 s/,
    },
    {
      broken: 'no preStop',
      edit: (subject) => delete template(subject, SERVER).spec.containers[0].lifecycle,
      says: /must wait until callers have left/,
    },
  ],
};

/** An ordinary container would go on when that of the Job is done. */
export const completes: IstioCheck = {
  name: 'istio/completes',
  settings: [JOB_ON_OLD_NODES],
  run: ({ seen: { pods } }) => {
    const { restartPolicy } = proxyOf(pods[`demo/${JOB}-0`].manifest);
    assert.equal(restartPolicy, 'Always', 'the proxy of the Job must be a native sidecar');
    return 'the proxy of the Job is a native sidecar';
  },
  controls: [
    {
      broken: 'no annotation',
      edit: (subject) =>
        delete object(subject, 'Job', JOB).spec.template.metadata.annotations['sidecar.istio.io/nativeSidecar'],
      says: /the proxy of the Job must be a native sidecar/,
    },
  ],
};

/** The kubelet has no certificate of the mesh: the proxy's agent asks the server for it. */
export const probes: IstioCheck = {
  name: 'istio/probes',
  settings: [EXAMPLE, OLD_NODES],
  run: (scene) => {
    const { manifest } = podOf(scene, SERVER);
    const { env } = proxyOf(manifest);
    const probers = JSON.parse(env.find(({ name }: any) => name === 'ISTIO_KUBE_APP_PROBERS')?.value ?? '{}');
    const server = containers(manifest).find(({ name }) => name === SERVER);
    for (const kind of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
      const { httpGet } = server[kind];
      assert(httpGet, `the kubelet must ask the agent, its ${kind} asks ${JSON.stringify(server[kind])}`);
      const port = probers[httpGet.path]?.grpc?.port;
      assert.equal(port, 50051, `the agent must ask the health service of port 50051 for the ${kind}, asks ${port}`);
    }
    return 'three gRPC probes, asked by the agent';
  },
  controls: [
    {
      broken: 'probes are left alone',
      edit: (subject) =>
        (template(subject, SERVER).metadata.annotations['sidecar.istio.io/rewriteAppHTTPProbers'] = 'false'),
      says: /must ask the agent, its startupProbe asks .*grpc/,
    },
  ],
};

/** Pod Security `restricted`, with what Istio adds. */
export const restricted: IstioCheck = {
  name: 'istio/restricted',
  settings: [CNI, CNI_ON_OLD_NODES],
  run: (scene) => {
    const { forbidden } = podOf(scene, SERVER);
    assert.deepEqual(forbidden, [], `Pod Security forbids ${forbidden.join('; ')}`);
    return 'nothing that Pod Security forbids';
  },
  controls: [
    {
      broken: 'no CNI plugin',
      edit: (subject) => (subject.install = []),
      says: /"istio-init" must not include "NET_ADMIN", "NET_RAW"/,
    },
    {
      broken: 'a server that may be root',
      edit: (subject) => (template(subject, SERVER).spec.containers[0].securityContext.runAsNonRoot = false),
      says: /"grpc-server" must not set securityContext.runAsNonRoot=false/,
    },
  ],
};

/** The monitor of the proxies finds its port by a name that Istio gives. */
export const scraped: IstioCheck = {
  name: 'istio/scraped',
  settings: [MONITORED],
  run: (scene) => {
    const { manifest } = podOf(scene, SERVER);
    const monitors = scene.subject.manifests.filter(({ kind }) => kind === 'PodMonitor');
    const endpoints = monitors.flatMap(({ spec }) => spec.podMetricsEndpoints);
    assert(endpoints.length > 0, 'there must be a PodMonitor');
    const ports = containers(manifest).flatMap(({ ports: declared = [] }) => declared);
    for (const { port, path } of endpoints) {
      const { containerPort } = ports.find(({ name }: any) => name === port) ?? {};
      assert.equal(containerPort, 15090, `port ${port} must be the proxy's 15090, is ${containerPort}`);
      assert.equal(path, '/stats/prometheus');
    }
    return 'port http-envoy-prom is the 15090 of the proxy';
  },
  controls: [
    {
      broken: 'no proxy',
      edit: (subject) => delete template(subject, SERVER).metadata.labels[INJECT],
      says: /must be the proxy's 15090, is undefined/,
    },
  ],
};

function podOf({ subject, seen }: Scene, deployment: string): Pod {
  return seen.pods[firstPod(subject, deployment)];
}

function containers({ spec }: any): any[] {
  return [...(spec.initContainers ?? []), ...spec.containers];
}

function proxyOf(manifest: any): any {
  return containers(manifest).find(({ name }) => name === PROXY);
}
