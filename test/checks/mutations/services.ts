import { find } from '../../support/find';
import { clientPods, Mutation, serverPods, service } from './mutation';

const HEADLESS = 'grpc-server-headless';

const server = (objects: any[]) => find(objects, 'Deployment', 'grpc-server');
const client = (objects: any[]) => find(objects, 'Deployment', 'frontend');
const serverContainer = (objects: any[]) => serverPods(objects).spec.containers[0];

const SCALER = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'grpc-server', namespace: 'demo' },
  spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'grpc-server' }, maxReplicas: 10 },
};

/** Takes a map's key from one place to another. */
function move(key: string, from: any, to: any): void {
  to[key] = from[key];
  delete from[key];
}

export const SERVICES: Mutation[] = [
  {
    rule: 'clusterip-grpc',
    variant: 'client-side',
    edit: (objects) => delete service(objects, HEADLESS).spec.clusterIP,
  },
  {
    rule: 'autoscaled-clusterip',
    also: ['clusterip-grpc'],
    variant: 'client-side',
    edit: (objects) => {
      objects.push(SCALER);
      delete service(objects, HEADLESS).spec.clusterIP;
    },
  },
  {
    rule: 'headless-port-mapping',
    variant: 'client-side',
    edit: (objects) => {
      service(objects, HEADLESS).spec.ports[0].port = 80;
      const target = clientPods(objects).spec.containers[0].env.find(({ name }: any) => /TARGET$/.test(name));
      target.value = target.value.replace(/:50051$/, ':80');
    },
  },
  {
    rule: 'headless-unready-addresses',
    variant: 'client-side',
    edit: (objects) => (service(objects, HEADLESS).spec.publishNotReadyAddresses = true),
  },
  {
    rule: 'headless-without-readiness',
    variant: 'client-side',
    edit: (objects) => delete serverContainer(objects).readinessProbe,
  },
  {
    rule: 'grace-shorter-than-drain',
    variant: 'client-side',
    edit: (objects) => delete serverPods(objects).spec.terminationGracePeriodSeconds,
  },
  {
    rule: 'prestop-below-resolution',
    variant: 'client-side',
    edit: (objects) => (serverContainer(objects).lifecycle.preStop.sleep.seconds = 15),
  },
  {
    rule: 'prestop-below-resolution',
    variant: 'client-side',
    how: 'without any',
    edit: (objects) => delete serverContainer(objects).lifecycle,
  },
  {
    rule: 'duplicate-object',
    variant: 'client-side',
    edit: (objects) => objects.push(server(objects)),
  },
  {
    rule: 'destination-rule-headless',
    variant: 'istio',
    edit: (objects) => (rule(objects).spec.host = `${HEADLESS}.demo.svc.cluster.local`),
  },
  {
    rule: 'destination-rule-host',
    variant: 'istio',
    edit: (objects) => (rule(objects).spec.host = 'grpc-server.demo'),
  },
  {
    rule: 'destination-rule-namespace',
    variant: 'istio',
    edit: (objects) => (rule(objects).metadata.namespace = 'platform'),
  },
  {
    rule: 'destination-rule-passthrough',
    variant: 'istio',
    edit: (objects) => (rule(objects).spec.trafficPolicy.loadBalancer.simple = 'PASSTHROUGH'),
  },
  {
    rule: 'outlier-prefers-zone',
    variant: 'istio',
    edit: (objects) =>
      (rule(objects).spec.trafficPolicy.outlierDetection = {
        splitExternalLocalOriginErrors: true,
        consecutive5xxErrors: 0,
      }),
  },
  {
    rule: 'mesh-port-protocol',
    variant: 'istio',
    edit: (objects) => (service(objects, 'grpc-server').spec.ports[0].appProtocol = 'tcp'),
  },
  {
    rule: 'mesh-port-protocol',
    variant: 'linkerd',
    edit: (objects) => (service(objects, 'grpc-server').spec.ports[0].appProtocol = 'grpc'),
  },
  {
    rule: 'istio-inject-place',
    variant: 'istio',
    edit: (objects) => {
      client(objects).metadata.labels = {};
      move('sidecar.istio.io/inject', clientPods(objects).metadata.labels, client(objects).metadata.labels);
    },
  },
  {
    rule: 'linkerd-inject-place',
    variant: 'linkerd',
    edit: (objects) => {
      client(objects).metadata.annotations = {};
      move('linkerd.io/inject', clientPods(objects).metadata.annotations, client(objects).metadata.annotations);
    },
  },
  {
    rule: 'linkerd-opaque-port',
    variant: 'linkerd',
    edit: (objects) => {
      const { metadata, spec } = service(objects, 'grpc-server');
      metadata.annotations = { 'config.linkerd.io/opaque-ports': '50051' };
      // It would beat the annotation.
      delete spec.ports[0].appProtocol;
    },
  },
  {
    rule: 'two-strategies',
    variant: 'client-side',
    edit: (objects) => (clientPods(objects).metadata.labels['sidecar.istio.io/inject'] = 'true'),
  },
  {
    rule: 'retries-in-two-layers',
    variant: 'istio',
    edit: (objects) => {
      const retryPolicy = { maxAttempts: 3, retryableStatusCodes: ['UNAVAILABLE'] };
      const value = JSON.stringify({ methodConfig: [{ name: [{}], retryPolicy }] });
      clientPods(objects).spec.containers[0].env.push({ name: 'SERVICE_CONFIG', value });
    },
  },
];

function rule(objects: any[]): any {
  return find(objects, 'DestinationRule', 'grpc-server');
}
