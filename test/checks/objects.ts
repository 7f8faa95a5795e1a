import { Manifest } from '../../src/checks/manifests/manifest';
import { Manifests } from '../../src/checks/manifests/manifests';
import { CheckSettings, DEFAULT_SETTINGS } from '../../src/checks/settings';

/** A Service `greeter` for the pods of the Deployment of that name; `port` and `rest` say what is special about it. */
export function service(port: object = {}, spec: object = {}, metadata: object = {}): any {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'greeter', namespace: 'demo', ...metadata },
    spec: { selector: { app: 'greeter' }, ports: [{ name: 'grpc', port: 50051, ...port }], ...spec },
  };
}

export const HEADLESS = { clusterIP: 'None' };

/** What is special about a pod. */
export interface Pod {
  readonly labels?: object;
  readonly annotations?: object;
  readonly container?: object;
  readonly spec?: object;
}

/** A Deployment, of `greeter` by default. */
export function deployment(pod: Pod = {}, name = 'greeter', namespace = 'demo'): any {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas: 5,
      template: {
        metadata: { labels: { app: name, ...pod.labels }, annotations: pod.annotations },
        spec: {
          containers: [{ name, image: `acme/${name}:1`, ports: [{ containerPort: 50051 }], ...pod.container }],
          ...pod.spec,
        },
      },
    },
  };
}

/** A Deployment `frontend` that is told an address. */
export function caller(value: string, pod: Pod = {}, namespace = 'demo'): any {
  return deployment({ container: { ports: [], env: [{ name: 'GREETER', value }] }, ...pod }, 'frontend', namespace);
}

export function namespace(metadata: object = {}): any {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'demo', ...metadata } };
}

/** The objects as rules see them. */
export function manifests(objects: unknown[], settings: Partial<CheckSettings> = {}): Manifests {
  return new Manifests(
    objects.map((object) => new Manifest(object)),
    { ...DEFAULT_SETTINGS, ...settings },
  );
}
