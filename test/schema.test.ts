import { schemaErrors, type KubernetesMinor } from './support/schema';

const MINORS: KubernetesMinor[] = ['1.28', '1.33'];

const labels = { 'app.kubernetes.io/name': 'echo' };
const metadata = { name: 'echo', namespace: 'shop', labels, annotations: { 'example.com/owner': 'team' } };
const pod = {
  terminationGracePeriodSeconds: 30,
  containers: [
    {
      name: 'echo',
      image: 'echo:1',
      env: [{ name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
      lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } },
      ports: [{ name: 'grpc', containerPort: 50051 }],
      readinessProbe: { grpc: { port: 50051 }, periodSeconds: 5 },
      resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: 67108864 } },
    },
  ],
  volumes: [{ name: 'config', configMap: { name: 'echo' } }],
};
const template = { metadata: { labels }, spec: pod };
const selector = { matchLabels: labels };
const endpoint = { port: 'metrics', interval: '30s', relabelings: [{ action: 'replace', targetLabel: 'job' }] };

/** One manifest of every kind with a schema, each of which also shows that valid input passes. */
const VALID = [
  { apiVersion: 'v1', kind: 'Pod', metadata, spec: pod },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      clusterIP: 'None',
      selector: labels,
      ports: [{ name: 'grpc', port: 50051, targetPort: 'grpc', appProtocol: 'kubernetes.io/h2c' }],
    },
  },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'envoy.yaml': '{}' } },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: { replicas: 3, selector, strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } }, template },
  },
  { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata, spec: { serviceName: 'echo', selector, template } },
  { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata, spec: { selector, template } },
  { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: { backoffLimit: 1, template } },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata,
    spec: { schedule: '0 0 * * *', jobTemplate: { spec: { template } } },
  },
  {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata,
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'echo' },
      maxReplicas: 5,
      metrics: [{ type: 'Pods', pods: { metric: { name: 'rps' }, target: { type: 'Value', averageValue: '1e3' } } }],
    },
  },
  { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec: { maxUnavailable: 1, selector } },
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata,
    spec: {
      host: 'echo.shop.svc.cluster.local',
      workloadSelector: { matchLabels: labels },
      trafficPolicy: {
        connectionPool: { http: { http2MaxRequests: 100 }, tcp: { connectTimeout: '1.5s' } },
        loadBalancer: {
          simple: 'LEAST_REQUEST',
          localityLbSetting: { enabled: true, failover: [{ from: 'a', to: 'b' }] },
          warmup: { duration: '1m30s', minimumPercent: 10 },
        },
        outlierDetection: { consecutive5xxErrors: 5, interval: '10s' },
      },
    },
  },
  {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata,
    spec: {
      groups: [
        {
          name: 'echo',
          interval: '30s',
          partial_response_strategy: 'WARN',
          rules: [{ alert: 'Down', expr: 'up == 0', for: '5m', keep_firing_for: '1m', labels: { severity: 'page' } }],
        },
      ],
    },
  },
  {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata,
    spec: { selector, podMetricsEndpoints: [endpoint] },
  },
  {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata,
    spec: { selector, endpoints: [endpoint] },
  },
];

const EVERY_KIND = MINORS.flatMap((minor) => VALID.map((manifest) => [manifest.kind, minor, manifest] as const));

/** Objects whose keys are the user's, not the schema's. */
const MAPS = /\/(labels|annotations|matchLabels|data|requests|limits|Service\/spec\/selector)$/;

describe('schemaErrors', () => {
  it.each(EVERY_KIND)('passes a valid %s on %s', (_kind, minor, manifest) => {
    expect(schemaErrors(manifest, minor)).toEqual([]);
  });

  it.each(EVERY_KIND)('finds an unknown field at every depth of a %s on %s', (kind, minor, manifest) => {
    const paths = objectPaths(manifest).filter((path) => !MAPS.test(`/${kind}${path}`));
    const found = paths.map((path) => schemaErrors(edited(manifest, `${path}/unknwon`, 'x'), minor));
    expect(found).toEqual(paths.map((path) => [`${kind}/echo: ${path}/unknwon is not a known field`]));
  });

  it.each(EVERY_KIND)('finds a null in place of every value of a %s on %s', (kind, minor, manifest) => {
    const paths = valuePaths(manifest).filter((path) => !/^\/(apiVersion|kind|metadata|metadata\/name)$/.test(path));
    const found = paths.map((path) => schemaErrors(edited(manifest, path, null), minor));
    expect(found).toEqual(paths.map((path) => [`${kind}/echo: ${path} is null; leave it out`]));
  });

  it.each<[string, string, any, string]>([
    ['Service', '/spec/ports/0/appProtcol', 'grpc', 'is not a known field'],
    ['Service', '/spec/ports/0/port', '50051', 'must be integer, got "50051"'],
    ['Service', '/spec/ports/0/port', 2 ** 31, 'must match format "int32", got 2147483648'],
    ['Service', '/spec/ports/0/targetPort', true, 'must be integer or string, got true'],
    ['Service', '/metadata/annotations/example.com~1owner', 1, 'must be string, got 1'],
    ['Deployment', '/spec/template/spec/containers/0/imag', 'x', 'is not a known field'],
    ['Deployment', '/spec/template/spec/containers/0/name', undefined, 'is missing'],
    [
      'Deployment',
      '/spec/template/spec/containers/0/resources/limits/memory',
      '64MB',
      `must match format "quantity", got "64MB"`,
    ],
    ['DestinationRule', '/metadata/namspace', 'shop', 'is not a known field'],
    ['DestinationRule', '/spec/trafficPolicy/outlierDetection/consecutive5XxErrors', 5, 'is not a known field'],
    [
      'DestinationRule',
      '/spec/trafficPolicy/loadBalancer/simple',
      'LEAST_REQEST',
      'must be one of UNSPECIFIED, LEAST_CONN, RANDOM, PASSTHROUGH, ROUND_ROBIN, LEAST_REQUEST, got "LEAST_REQEST"',
    ],
    [
      'DestinationRule',
      '/spec/trafficPolicy/loadBalancer/warmup/duration',
      '1d',
      'must be a valid duration greater than 1ms, got "1d"',
    ],
    ['DestinationRule', '/spec/trafficPolicy/loadBalancer/warmup/minimumPercent', 101, 'must be <= 100, got 101'],
    ['PrometheusRule', '/spec/groups/0/rules/0/keepFiringFor', '1m', 'is not a known field'],
    ['PrometheusRule', '/spec/groups/0/rules/0/expr', undefined, 'is missing'],
  ])('reports in a %s: %s = %p', (kind, path, value, message) => {
    expect.assertions(MINORS.length);
    for (const minor of MINORS) {
      expect(schemaErrors(edited(valid(kind), path, value), minor)).toEqual([`${kind}/echo: ${path} ${message}`]);
    }
  });

  it('reports fields that exclude one another', () => {
    const manifest = edited(valid('DestinationRule'), '/spec/trafficPolicy/loadBalancer/consistentHash', {});
    expect(schemaErrors(manifest, '1.33')).toEqual([
      'DestinationRule/echo: /spec/trafficPolicy/loadBalancer takes at most one of simple, consistentHash',
    ]);
  });

  it('runs the CEL rules of label selectors', () => {
    const path = '/spec/workloadSelector/matchLabels';
    const manifest = edited(valid('DestinationRule'), path, { 'a*': 'b', '': 'c', d: '*' });
    const given = 'got {"a*":"b","":"c","d":"*"}';
    expect(schemaErrors(manifest, '1.28').sort()).toEqual([
      `DestinationRule/echo: ${path} key must not be empty, ${given}`,
      `DestinationRule/echo: ${path} wildcard not allowed in label key match, ${given}`,
      `DestinationRule/echo: ${path}/d wildcard not allowed in label value match, got "*"`,
    ]);
  });

  it('refuses durations of Prometheus units in the wrong order', () => {
    const [error] = schemaErrors(edited(valid('PrometheusRule'), '/spec/groups/0/rules/0/for', '5s1m'), '1.28');
    expect(error).toMatch(/^PrometheusRule\/echo: \/spec\/groups\/0\/rules\/0\/for must match pattern .*, got "5s1m"$/);
  });

  it('reports all errors of a manifest', () => {
    const twice = edited(edited(valid('Service'), '/spec/clusterIp', 'None'), '/spec/ports/0/port', 'grpc');
    expect(schemaErrors(twice, '1.28')).toEqual([
      'Service/echo: /spec/clusterIp is not a known field',
      'Service/echo: /spec/ports/0/port must be integer, got "grpc"',
    ]);
  });

  it.each([
    ['apps/v1', 'Deploymnt'],
    ['extensions/v1beta1', 'Deployment'],
    ['networking.istio.io/v1beta1', 'DestinationRule'],
  ])('refuses the unknown kind %s %s', (apiVersion, kind) => {
    expect(schemaErrors({ apiVersion, kind, metadata }, '1.33')).toEqual([
      `${kind}/echo: no schema for ${apiVersion} ${kind}`,
    ]);
  });

  it('knows what each minor version added', () => {
    const path = '/spec/template/spec/containers/0/lifecycle/preStop';
    const sleeping = edited(valid('Deployment'), path, { sleep: { seconds: 5 } });
    expect(schemaErrors(sleeping, '1.28')).toEqual([`Deployment/echo: ${path}/sleep is not a known field`]);
    expect(schemaErrors(sleeping, '1.33')).toEqual([]);
  });
});

function valid(kind: string): any {
  return VALID.find((manifest) => manifest.kind === kind);
}

/** A copy with the value at a JSON pointer set, or removed if undefined. */
function edited(manifest: any, pointer: string, value: any): any {
  const copy = JSON.parse(JSON.stringify(manifest)); // structuredClone would keep `labels` shared
  const keys = pointer.split('/').slice(1).map(unescapePointer);
  const parent = keys.slice(0, -1).reduce((object, key) => object[key], copy);
  if (value === undefined) delete parent[keys[keys.length - 1]];
  else parent[keys[keys.length - 1]] = value;
  return copy;
}

function unescapePointer(key: string): string {
  return key.replace(/~1/g, '/').replace(/~0/g, '~');
}

/** The JSON pointers of all values within a value. */
function valuePaths(value: any): string[] {
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const path = `/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`;
    return [path, ...valuePaths(child).map((below) => path + below)];
  });
}

function objectPaths(manifest: any): string[] {
  const isObject = (value: any) => typeof value === 'object' && !Array.isArray(value);
  const at = (pointer: string) =>
    pointer
      .split('/')
      .slice(1)
      .reduce((object, key) => object[unescapePointer(key)], manifest);
  return ['', ...valuePaths(manifest)].filter((path) => isObject(at(path)));
}
