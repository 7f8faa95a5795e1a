import { meshOf } from '../../src/checks/facts/mesh';
import { misreading } from '../../src/checks/facts/mesh-protocol';
import { deployment, manifests, namespace, Pod } from './objects';

const INJECT = 'sidecar.istio.io/inject';
const ISTIO = { [INJECT]: 'true' };
const NO_ISTIO = { [INJECT]: 'false' };
const LINKERD = { 'linkerd.io/inject': 'enabled' };
const IN_ISTIO = namespace({ labels: { 'istio-injection': 'enabled' } });
const OUT_OF_ISTIO = namespace({ labels: { 'istio-injection': 'disabled' } });
const IN_LINKERD = namespace({ annotations: LINKERD });

type Case = [string, Pod, any[], string | undefined];

const CASES: Case[] = [
  ['nothing', {}, [], undefined],
  ['Istio: label of pods', { labels: ISTIO }, [], 'Istio'],
  ['Istio: label of pods in a namespace without labels', { labels: ISTIO }, [namespace()], 'Istio'],
  ['Istio: label of pods for a revision', { labels: { 'istio.io/rev': 'canary' } }, [namespace()], 'Istio'],
  ['Istio: annotation of pods, namespace unknown', { annotations: ISTIO }, [], 'Istio'],
  ['Istio: annotation of pods in a namespace without labels', { annotations: ISTIO }, [namespace()], undefined],
  ['Istio: label of the namespace', {}, [IN_ISTIO], 'Istio'],
  ['Istio: revision of the namespace', {}, [namespace({ labels: { 'istio.io/rev': 'canary' } })], 'Istio'],
  ['Istio: label of pods beats the namespace', { labels: NO_ISTIO }, [IN_ISTIO], undefined],
  ['Istio: annotation of pods beats the namespace', { annotations: NO_ISTIO }, [IN_ISTIO], undefined],
  ['Istio: label beats annotation', { labels: ISTIO, annotations: NO_ISTIO }, [], 'Istio'],
  ['Istio: no label of pods opens a namespace that is shut', { labels: ISTIO }, [OUT_OF_ISTIO], undefined],
  ['Istio: an unknown value is none', { labels: { [INJECT]: 'enabled' } }, [IN_ISTIO], 'Istio'],
  ['Istio: the network of the node', { labels: ISTIO, spec: { hostNetwork: true } }, [], undefined],
  ['Istio: injected before', { container: { name: 'istio-proxy' } }, [], 'Istio'],
  ['Linkerd: annotation of pods', { annotations: LINKERD }, [], 'Linkerd'],
  ['Linkerd: ingress', { annotations: { 'linkerd.io/inject': 'ingress' } }, [], 'Linkerd'],
  ['Linkerd: annotation of the namespace', {}, [IN_LINKERD], 'Linkerd'],
  ['Linkerd: pods beat the namespace', { annotations: { 'linkerd.io/inject': 'disabled' } }, [IN_LINKERD], undefined],
  ['Linkerd: no label counts', { labels: LINKERD }, [namespace({ labels: LINKERD })], undefined],
  ['Linkerd: an unknown value', { annotations: { 'linkerd.io/inject': 'true' } }, [IN_LINKERD], undefined],
  [
    'Linkerd: an unknown value of the namespace',
    { annotations: LINKERD },
    [namespace({ annotations: { 'linkerd.io/inject': 'true' } })],
    undefined,
  ],
  ['Linkerd: the network of the node', { annotations: LINKERD, spec: { hostNetwork: true } }, [], undefined],
  ['Linkerd: injected before', { container: { name: 'linkerd-proxy' } }, [], 'Linkerd'],
];

test.each(CASES)('%s', (_what, pod, others, mesh) => {
  const all = manifests([...others, deployment(pod)]);
  expect(meshOf(all, all.workloads[0])).toBe(mesh);
});

test('the annotation of a Deployment itself is read by nobody', () => {
  const object = deployment();
  Object.assign(object.metadata, { annotations: { ...LINKERD, ...ISTIO }, labels: ISTIO });
  const all = manifests([object]);
  expect(meshOf(all, all.workloads[0])).toBeUndefined();
});

const PORTS: [string, { name?: string; appProtocol?: string }, string | undefined, string | undefined][] = [
  ['a name', { name: 'grpc' }, undefined, undefined],
  ['a name with a suffix', { name: 'grpc-api' }, undefined, undefined],
  ['no name at all', {}, undefined, undefined],
  ['a name that says nothing', { name: 'api' }, undefined, undefined],
  ['tcp', { name: 'tcp' }, 'TCP', undefined],
  ['tcp with a suffix, in whatever case', { name: 'TCP-api' }, 'TCP', undefined],
  ['tcp as a suffix', { name: 'api-tcp' }, undefined, undefined],
  ['tls', { name: 'tls-api' }, 'TLS', undefined],
  ['https', { name: 'https' }, 'TLS', undefined],
  ['mongo', { name: 'mongo-api' }, 'TCP', undefined],
  ['appProtocol h2c', { name: 'tcp', appProtocol: 'kubernetes.io/h2c' }, undefined, undefined],
  ['appProtocol grpc', { name: 'tcp', appProtocol: 'grpc' }, undefined, 'TCP'],
  ['appProtocol http2', { name: 'grpc', appProtocol: 'http2' }, undefined, 'TCP'],
  ['appProtocol tcp', { name: 'grpc', appProtocol: 'tcp' }, 'TCP', 'TCP'],
  ['appProtocol http', { name: 'grpc', appProtocol: 'http' }, 'HTTP/1', 'HTTP/1'],
  ['http with a suffix', { name: 'http-grpc' }, 'HTTP/1', undefined],
  ['http2', { name: 'http2-grpc' }, undefined, undefined],
  ['appProtocol https', { name: 'grpc', appProtocol: 'https' }, 'TLS', 'TCP'],
];

test.each(PORTS)('%s as Istio and Linkerd read it', (_what, port, istio, linkerd) => {
  const full = { index: 0, port: 50051, target: 50051, ...port };
  expect(misreading('Istio', full)?.as).toBe(istio);
  expect(misreading('Linkerd', full)?.as).toBe(linkerd);
});
