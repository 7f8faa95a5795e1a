/** What cdk8s and cdk8s-plus do that the library relies on or works around: a failure here is news of an upgrade. */
import { ApiObject, App, Chart, Duration, JsonPatch, Lazy, Size, Testing, Yaml } from 'cdk8s';
import * as plus27 from 'cdk8s-plus-27';
import * as plus33 from 'cdk8s-plus-33';
import { Construct } from 'constructs';
import { toJson_DestinationRuleSpec } from '../imports/destination-rule';
import { toJson_PrometheusRuleSpec } from '../imports/prometheus-rule';

const VERSIONS: [string, typeof plus27][] = [
  ['cdk8s-plus-27', plus27],
  ['cdk8s-plus-33', plus33 as unknown as typeof plus27],
];

function newChart(app = new App()): Chart {
  return new Chart(app, 'shop', { namespace: 'demo', labels: { team: 'shop' } });
}

function deployment(plus: typeof plus27, props: plus27.DeploymentProps = {}, chart = newChart()): plus27.Deployment {
  return new plus.Deployment(chart, 'greeter', {
    containers: [{ name: 'main', image: 'greeter:1', portNumber: 50051 }],
    initContainers: [{ name: 'proxy', image: 'proxy:1' }],
    ...props,
  });
}

const render = (construct: Construct) => ApiObject.of(construct).toJson();

describe.each(VERSIONS)('%s', (_version, plus) => {
  test('selects pods by the hash of a construct path unless told not to', () => {
    expect(render(deployment(plus)).spec.selector.matchLabels).toEqual({
      'cdk8s.io/metadata.addr': expect.stringMatching(/^shop-greeter-[0-9a-f]{8}$/),
    });
    expect(render(deployment(plus, { select: false })).spec.selector.matchLabels ?? {}).toEqual({});
  });

  test('labels pods with the hash of a construct path in any case', () => {
    const { metadata } = render(deployment(plus, { select: false, podMetadata: { labels: { app: 'greeter' } } })).spec
      .template;
    expect(Object.keys(metadata.labels).sort()).toEqual(['app', 'cdk8s.io/metadata.addr']);
  });

  test('leaves labels of the chart out of the pods', () => {
    const { metadata, spec } = render(deployment(plus));
    expect(metadata.labels).toEqual({ team: 'shop' });
    expect(spec.template.metadata.labels).not.toHaveProperty('team');
  });

  test('says what nobody asked for: minReadySeconds, maxUnavailable, a grace period, a startup probe on TCP', () => {
    const { spec } = render(deployment(plus));
    expect(spec.minReadySeconds).toBe(0);
    expect(spec.strategy.rollingUpdate.maxUnavailable).toBe('25%');
    expect(spec.template.spec.terminationGracePeriodSeconds).toBe(30);
    expect(spec.template.spec.containers[0].startupProbe).toEqual({ failureThreshold: 3, tcpSocket: { port: 50051 } });
  });

  test('passes clusterIP None on, and lists external addresses that are none', () => {
    const service = new plus.Service(newChart(), 'greeter', { clusterIP: 'None', ports: [{ port: 1 }] });
    expect(render(service).spec).toEqual({
      clusterIP: 'None',
      externalIPs: [],
      selector: {},
      ports: [{ port: 1 }],
      type: 'ClusterIP',
    });
  });

  test('takes the replicas out of a Deployment that has an autoscaler', () => {
    const chart = newChart();
    const target = deployment(plus, { replicas: undefined }, chart);
    expect(render(target).spec.replicas).toBe(2);
    new plus.HorizontalPodAutoscaler(chart, 'autoscaler', { target, maxReplicas: 3 });
    Testing.synth(chart);
    expect(render(target).spec).not.toHaveProperty('replicas');
  });

  test('shows its workloads to ApiObject.of, of the one cdk8s that is installed', () => {
    const target = deployment(plus);
    expect(ApiObject.of(target)).toBeInstanceOf(ApiObject);
    expect(ApiObject.of(target).kind).toBe('Deployment');
  });

  test('renders late: what is added to a workload after its definition is there', () => {
    const target = deployment(plus);
    const object = ApiObject.of(target);
    target.podMetadata.addLabel('late', 'yes');
    target.containers[0].env.addVariable('LATE', plus.EnvValue.fromValue('yes'));
    expect(object.toJson().spec.template.metadata.labels.late).toBe('yes');
    expect(object.toJson().spec.template.spec.containers[0].env).toEqual([{ name: 'LATE', value: 'yes' }]);
  });

  test('doubles the terms of a spread with every rendering', () => {
    const target = deployment(plus, { spread: true });
    const terms = () =>
      render(target).spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    expect([terms().length, terms().length]).toEqual([2, 4]);
  });

  test('throws at a JSON patch for a path that is absent', () => {
    const target = ApiObject.of(deployment(plus));
    target.addJsonPatch(JsonPatch.add('/spec/template/spec/volumes/-', { name: 'config' }));
    expect(() => target.toJson()).toThrow(TypeError.name);
  });

  test('refuses a Service without ports only when it is rendered', () => {
    const service = new plus.Service(newChart(), 'greeter', {});
    expect(() => render(service)).toThrow('must be configured with a port');
  });
});

describe('a JSON patch of a generated class', () => {
  const path = '/spec/template/spec';
  const patched = (plus: typeof plus27) => {
    const target = ApiObject.of(deployment(plus));
    target.addJsonPatch(JsonPatch.add(`${path}/initContainers/0/restartPolicy`, 'Always'));
    target.addJsonPatch(JsonPatch.add(`${path}/containers/0/lifecycle`, { preStop: { sleep: { seconds: 35 } } }));
    target.addJsonPatch(JsonPatch.add(`${path}/containers/0/readinessProbe`, { grpc: { port: 50051 } }));
    const { initContainers, containers } = target.toJson().spec.template.spec;
    return {
      restartPolicy: initContainers[0].restartPolicy,
      lifecycle: containers[0].lifecycle,
      probe: containers[0].readinessProbe,
    };
  };
  const probe = { grpc: { port: 50051 } };

  test('loses native sidecars and preStop.sleep in cdk8s-plus-27 without a word', () => {
    expect(patched(plus27)).toEqual({ restartPolicy: undefined, lifecycle: { preStop: {} }, probe });
  });

  test('keeps them in cdk8s-plus-33', () => {
    const lifecycle = { preStop: { sleep: { seconds: 35 } } };
    expect(patched(plus33 as unknown as typeof plus27)).toEqual({ restartPolicy: 'Always', lifecycle, probe });
  });

  test('is lossless on a plain ApiObject', () => {
    const object = new ApiObject(newChart(), 'any', { apiVersion: 'apps/v1', kind: 'Deployment', spec: {} });
    object.addJsonPatch(JsonPatch.add('/spec/unheardOf', 1));
    expect(object.toJson().spec).toEqual({ unheardOf: 1 });
  });
});

describe('a generated class', () => {
  test('loses fields that its schema does not know', () => {
    expect(toJson_DestinationRuleSpec({ host: 'greeter', unheardOf: 1 } as any)).toEqual({ host: 'greeter' });
  });

  test('loses a value of the wrong type', () => {
    const rule = { record: 'up:sum', expr: 'sum(up)' } as any;
    expect(toJson_PrometheusRuleSpec({ groups: [{ name: 'a', rules: [rule] }] })!.groups[0].rules).toEqual([
      { record: 'up:sum' },
    ]);
  });
});

describe('cdk8s', () => {
  test('renders a chart by the toJson of each object, also where an instance has its own', () => {
    const chart = newChart();
    const object = new ApiObject(chart, 'any', { apiVersion: 'v1', kind: 'ConfigMap' });
    const render = object.toJson.bind(object);
    object.toJson = () => ({ ...render(), data: { own: 'value' } });
    expect(Testing.synth(chart)[0].data).toEqual({ own: 'value' });
    expect((chart.node.root as App).synthYaml()).toContain('own: value');
  });

  test('gathers validation errors, each after its path, and only when something is synthesized', () => {
    const chart = newChart();
    const validate = jest.fn(() => ['first', 'second']);
    new Construct(chart, 'a').node.addValidation({ validate });
    new Construct(chart, 'b').node.addValidation({ validate: () => ['third'] });
    expect(validate).not.toHaveBeenCalled();
    expect(() => Testing.synth(chart)).toThrow(
      new Error('Validation failed with the following errors:\n  [shop/a] first\n  [shop/a] second\n  [shop/b] third'),
    );
  });

  test('validates the whole app, and once more for every chart', () => {
    const app = new App();
    const validate = jest.fn(() => []);
    newChart(app).node.addValidation({ validate });
    new Chart(app, 'second');
    app.synthYaml();
    expect(validate).toHaveBeenCalledTimes(1 + 2);
  });

  test('accepts two objects of one kind, namespace and name', () => {
    const chart = newChart();
    for (const id of ['a', 'b'])
      new ApiObject(chart, id, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' } });
    expect(Testing.synth(chart).map(({ metadata }) => metadata.name)).toEqual(['x', 'x']);
  });

  test('asks for the namespace of an object in its chart, and makes up none', () => {
    const object = (chart: Chart) => new ApiObject(chart, 'any', { apiVersion: 'v1', kind: 'Secret' });
    expect(object(newChart()).metadata.namespace).toBe('demo');
    expect(object(new Chart(new App(), 'bare')).metadata.namespace).toBeUndefined();
  });

  test('renders a fresh copy, asks lazy values every time, and drops what is null', () => {
    let calls = 0;
    const spec = { list: [{ deep: null, kept: 0 }], lazy: Lazy.any({ produce: () => (calls += 1) }) };
    const object = new ApiObject(newChart(), 'any', { apiVersion: 'v1', kind: 'Any', spec });
    object.toJson().spec.list[0].added = true;
    expect(object.toJson().spec).toEqual({ list: [{ kept: 0 }], lazy: 2 });
  });

  test('takes any construct for the default child, also from elsewhere in the tree', () => {
    const chart = newChart();
    const scope = new Construct(chart, 'scope');
    scope.node.defaultChild = deployment(plus27, {}, chart);
    expect(ApiObject.of(scope).kind).toBe('Deployment');
  });

  test('throws its own errors at durations and sizes, without a path', () => {
    expect(() => Duration.seconds(-1)).toThrow('Duration amounts cannot be negative. Received: -1');
    expect(() => Duration.millis(1500).toSeconds()).toThrow(
      "'1500 millis' cannot be converted into a whole number of seconds.",
    );
    expect(() => Size.kibibytes(5).toMebibytes()).toThrow(
      "'5 kibibytes' cannot be converted into a whole number of mebibytes.",
    );
  });

  test('quotes text that YAML would read as something else', () => {
    const texts = {
      label: 'true',
      version: '1.30',
      template: '{{ $value }}',
      broken: 'a: b\n- c',
      octal: '0777',
      empty: '',
    };
    expect(Yaml.stringify(texts)).toBe(
      'label: "true"\nversion: "1.30"\ntemplate: "{{ $value }}"\nbroken: |-\n  a: b\n  - c\noctal: "0777"\nempty: ""\n',
    );
  });

  test('does not fold long lines, which every expression is', () => {
    const expr = 'sum by (pod) (rate(grpc_server_handled_total[5m])) '.repeat(10);
    expect(Yaml.stringify({ expr }).split('\n')).toHaveLength(2);
  });
});
