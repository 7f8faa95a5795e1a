import { Chart, Duration } from 'cdk8s';
import { GrpcClient, GrpcServer, HealthProbe, LoadBalancing, strategies } from '../../src';
import { tree } from '../support/synth';
import { call, ErrorCase, plain, serveFrom } from './case';

const inClients = LoadBalancing.envoySidecar({ placement: strategies.EnvoyPlacement.CLIENT_POD });
const inServers = LoadBalancing.envoySidecar();
const old = { kubernetesVersion: '1.28' };
const istio = { strategy: LoadBalancing.istio() };
const job = { kind: 'Job' };
const cronJob = {
  kind: 'CronJob',
  spec: { jobTemplate: { spec: { template: { metadata: {}, spec: { containers: [{ name: 'main' }] } } } } },
};
const two = { pod: { containers: [{ name: 'main' }, { name: 'helper' }] } };
const hook = { preStop: { exec: { command: ['true'] } } };

/** A workload whose container declares ports. */
const declaring = (...ports: object[]) => ({ pod: { container: { ports } } });

function twoServers(): void {
  const shop = tree();
  const workload = plain(shop);
  GrpcServer.fromWorkload(shop.chart, 'greeter', { workload });
  GrpcServer.fromWorkload(shop.chart, 'admin', { workload, name: 'admin', port: 50052 });
}

function elsewhere(): void {
  const shop = tree();
  const workload = plain({ ...shop, chart: new Chart(shop.app, 'other', { namespace: 'other' }) });
  GrpcServer.fromWorkload(shop.chart, 'greeter', { workload });
}

function nowhere(): void {
  const shop = tree();
  const workload = plain({ ...shop, chart: new Chart(shop.app, 'bare') });
  new GrpcClient(shop.chart, 'client', { workload });
}

/** Workloads that exist: what they are, and what they have. */
export const workloads: ErrorCase[] = [
  [
    'a server is run by a Job',
    () => serveFrom(job),
    '[shop/greeter] a server must be run by a workload that keeps its pods, got Job; pass a Deployment, StatefulSet or DaemonSet',
  ],
  [
    'a server is run by a CronJob',
    () => serveFrom(cronJob),
    '[shop/greeter] a server must be run by a workload that keeps its pods, got CronJob; pass a Deployment, StatefulSet or DaemonSet',
  ],
  [
    'a server is run by a Pod',
    () => serveFrom({ kind: 'Pod' }),
    '[shop/greeter] a server must be run by a workload that keeps its pods, got Pod; pass a Deployment, StatefulSet or DaemonSet',
  ],
  [
    'a server is run by a chart',
    () => GrpcServer.fromWorkload(tree().chart, 'greeter', { workload: tree().chart }),
    "[shop/greeter] 'workload' is no Kubernetes object, got 'shop'; pass a GrpcServer, a workload of cdk8s-plus, or an ApiObject",
  ],
  [
    'a server is run by nothing',
    () => GrpcServer.fromWorkload(tree().chart, 'greeter', {} as any),
    "[shop/greeter] 'workload' is no Kubernetes object, got undefined; pass a GrpcServer, a workload of cdk8s-plus, or an ApiObject",
  ],
  [
    'a server is run by a name',
    () => GrpcServer.fromWorkload(tree().chart, 'greeter', { workload: 'frontend' as any }),
    "[shop/greeter] 'workload' is no Kubernetes object, got 'frontend'; pass a GrpcServer, a workload of cdk8s-plus, or an ApiObject",
  ],
  [
    'a server is run by what has no pods',
    () => serveFrom({ kind: 'Rollout', spec: { template: undefined, workloadRef: {} } }),
    "[shop/greeter] 'workload' has no pod template, got Rollout/frontend; pass a Deployment, StatefulSet, DaemonSet, Job, CronJob, Pod, or a kind with spec.template",
  ],
  [
    'a client has no pods',
    () => call({ kind: 'ConfigMap', spec: { template: undefined } }),
    "[shop/client] 'workload' has no pod template, got ConfigMap/frontend; pass a Deployment, StatefulSet, DaemonSet, Job, CronJob, Pod, or a kind with spec.template",
  ],
  [
    'a workload runs two servers',
    twoServers,
    "[shop/admin] 'shop/frontend' has two GrpcServers, got 'shop/greeter' and 'shop/admin'; describe one server, its further ports as 'additionalPorts'",
  ],
  [
    'a workload is in another namespace than its server',
    elsewhere,
    "[shop/greeter] the workload is not in the namespace 'demo' of the server's chart, got 'other'; define the server in a chart with that namespace",
  ],
  [
    'a server is run by a workload of another app',
    () => GrpcServer.fromWorkload(tree().chart, 'greeter', { workload: plain(tree()) }),
    "[shop/greeter] 'workload' belongs to another app, got 'shop/frontend'; define this in the app of the workload",
  ],
  [
    'a client is a workload of another app',
    () => new GrpcClient(tree().chart, 'client', { workload: plain(tree()) }),
    "[shop/client] 'workload' belongs to another app, got 'shop/frontend'; define this in the app of the workload",
  ],
  [
    'a workload has no namespace',
    nowhere,
    "[shop/client] the chart 'bare' has no namespace, got undefined; pass 'namespace' to the chart",
  ],
  [
    'a selector has expressions',
    () => serveFrom({ spec: { selector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } } }),
    '[shop/greeter] the selector of Deployment/frontend cannot be that of a Service, got {"matchExpressions":[{"key":"app","operator":"Exists"}]}; give the workload a selector with \'matchLabels\' alone',
  ],
  [
    'there is no selector',
    () => serveFrom({ kind: 'Rollout', spec: { selector: undefined } }),
    "[shop/greeter] the selector of Rollout/frontend cannot be that of a Service, got {}; give the workload a selector with 'matchLabels' alone",
  ],
  [
    'a selector is text',
    () => serveFrom({ spec: { selector: { matchLabels: 'app=frontend' } } }),
    "[shop/greeter] 'matchLabels' must be an object, got 'app=frontend'; put its options in curly brackets",
  ],
  [
    'several containers run and none is named',
    () => serveFrom(two),
    "[shop/greeter] the workload has more than one container, got 'main' and 'helper'; name the application's as 'container'",
  ],
  [
    'a caller has several containers and none is named',
    () => call(two),
    "[shop/client] the workload has more than one container, got 'main' and 'helper'; name the application's as 'container'",
  ],
  [
    'the container that is named does not exist',
    () => serveFrom(two, { container: 'app' }),
    "[shop/greeter] the workload has no container 'app', got 'main' and 'helper'; pass one of these as 'container'",
  ],
  [
    'there is no container',
    () => call({ pod: { containers: [] } }),
    "[shop/client] the workload's pods have no container, got []; give them one",
  ],
  [
    'containers are named by keys',
    () => serveFrom({ pod: { containers: { main: { image: 'greeter:1' } } } }),
    '[shop/greeter] \'containers\' must be a list, got {"main":{"image":"greeter:1"}}; put it in square brackets',
  ],
  [
    'a container is a name',
    () => call({ pod: { initContainers: ['migrate'] } }),
    "[shop/client] 'initContainers[0]' must be an object, got 'migrate'; put its options in curly brackets",
  ],
  [
    'variables are named by keys',
    () => call({ pod: { container: { env: { GREETING: 'hello' } } } }),
    '[shop/client] \'env\' must be a list, got {"GREETING":"hello"}; put it in square brackets',
  ],
  [
    'a variable is nothing',
    () => call({ pod: { container: { env: [null] } } }),
    "[shop/client] 'env[0]' must be an object, got undefined; put its options in curly brackets",
  ],
  [
    'a port is a number',
    () => serveFrom(declaring(50051 as any)),
    "[shop/greeter] 'ports[0]' must be an object, got 50051; put its options in curly brackets",
  ],
  [
    'a hook is a command',
    () => serveFrom({ pod: { container: { lifecycle: { preStop: 'sleep 5' } } } }),
    "[shop/greeter] 'preStop' must be an object, got 'sleep 5'; put its options in curly brackets",
  ],
  [
    'the grace period has a unit',
    () => serveFrom({ pod: { terminationGracePeriodSeconds: '60s' } }),
    "[shop/greeter] 'terminationGracePeriodSeconds' must be a whole number from 0 to 2147483647, got '60s'; pass one in this range",
  ],
  [
    'the metadata of the pods is text',
    () => serveFrom({ spec: { template: { metadata: 'app: frontend', spec: { containers: [{ name: 'main' }] } } } }),
    "[shop/greeter] 'metadata' must be an object, got 'app: frontend'; put its options in curly brackets",
  ],
  [
    'an annotation of the pods is a number',
    () =>
      serveFrom(
        {
          template: {
            labels: { app: 'frontend' },
            annotations: { 'traffic.sidecar.istio.io/excludeInboundPorts': 9000 },
          },
        },
        {},
        istio,
      ),
    "[shop/greeter] 'annotations' must have text for 'traffic.sidecar.istio.io/excludeInboundPorts', got 9000; put it in quotes",
  ],
  [
    'annotations of the pods are text',
    () => call({ template: { annotations: 'owner: shop' } }),
    "[shop/client] 'annotations' must be an object, got 'owner: shop'; put its options in curly brackets",
  ],
  [
    'a server in the network of its node is to be in a mesh',
    () => serveFrom({ pod: { hostNetwork: true } }, {}, istio),
    "[shop/greeter] no mesh puts its proxy into pods of the host's network, got hostNetwork: true; remove it, or select a strategy that needs no mesh",
  ],
  [
    'a client in the network of its node is to be in a mesh',
    () => call({ pod: { hostNetwork: true } }, {}, { strategy: LoadBalancing.linkerd() }),
    "[shop/client] no mesh puts its proxy into pods of the host's network, got hostNetwork: true; remove it, or select a strategy that needs no mesh",
  ],
  [
    'a client asks the DNS of its node',
    () => call({ pod: { hostNetwork: true } }),
    "[shop/client] pods of the host's network ask the DNS of their node by this 'dnsPolicy', got 'ClusterFirst'; set it to 'ClusterFirstWithHostNet'",
  ],
  [
    'the Envoy of a server in the network of its node would be one of the whole node',
    () => serveFrom({ pod: { hostNetwork: true } }, {}, { strategy: inServers }),
    "[shop/greeter] a proxy in pods of the host's network is one of the whole node, got hostNetwork: true; remove it, or select a strategy that needs no proxy in these pods",
  ],
  [
    'the Envoy of a client in the network of its node would be one of the whole node',
    () => call({ pod: { hostNetwork: true } }, {}, { strategy: inClients }),
    "[shop/client] a proxy in pods of the host's network is one of the whole node, got hostNetwork: true; remove it, or select a strategy that needs no proxy in these pods",
  ],
  [
    'a Deployment stops all pods first',
    () => serveFrom({ spec: { strategy: { type: 'Recreate' } } }),
    '[shop/greeter] a Deployment of a server must not stop all pods before it starts new ones, got strategy Recreate; use RollingUpdate',
  ],
  [
    'the way of updates is a word',
    () => serveFrom({ spec: { strategy: 'Recreate' } }),
    "[shop/greeter] 'strategy' must be an object, got 'Recreate'; put its options in curly brackets",
  ],
  [
    'a rolling update is switched on',
    () => serveFrom({ kind: 'DaemonSet', spec: { updateStrategy: { rollingUpdate: true } } }),
    "[shop/greeter] 'rollingUpdate' must be an object, got true; put its options in curly brackets",
  ],
  [
    'the pods that may be missing are none or all',
    () => serveFrom({ spec: { strategy: { rollingUpdate: { maxUnavailable: true } } } }),
    "[shop/greeter] 'maxUnavailable' must be a number of pods or a percentage, got true; pass one such as 1 or '25%'",
  ],
  [
    'a Deployment cannot start a pod first',
    () => serveFrom({ spec: { strategy: { rollingUpdate: { maxSurge: '0%' } } } }),
    "[shop/greeter] a Deployment of a server must start a new pod before it stops an old one, got maxSurge 0%; raise 'maxSurge', or leave it out; where there is no room, say by 'maxUnavailable' how many pods may be missing",
  ],
  [
    'an update of a Deployment takes all pods at once',
    () => serveFrom({ spec: { replicas: 3, strategy: { rollingUpdate: { maxUnavailable: 3 } } } }),
    "[shop/greeter] a Deployment of a server must not stop all pods before it starts new ones, got maxUnavailable 3; lower 'maxUnavailable', or leave it out",
  ],
  [
    'an update of a Deployment takes every part of the pods at once',
    () => serveFrom({ spec: { strategy: { rollingUpdate: { maxUnavailable: '100%' } } } }),
    "[shop/greeter] a Deployment of a server must not stop all pods before it starts new ones, got maxUnavailable 100%; lower 'maxUnavailable', or leave it out",
  ],
  [
    'an update of a DaemonSet takes all pods at once',
    () => serveFrom({ kind: 'DaemonSet', spec: { updateStrategy: { rollingUpdate: { maxUnavailable: '100%' } } } }),
    "[shop/greeter] a DaemonSet of a server must not stop all pods before it starts new ones, got maxUnavailable 100%; lower 'maxUnavailable', or leave it out",
  ],
  [
    'there is a hook already',
    () => serveFrom({ pod: { container: { lifecycle: hook } } }),
    '[shop/greeter] container \'main\' has a preStop hook of its own, got {"exec":{"command":["true"]}}; remove it, or keep it and pass \'preStop: Duration.seconds(0)\'',
  ],
  [
    'the pod is killed after its own hook',
    () =>
      serveFrom(
        { pod: { container: { lifecycle: { preStop: { sleep: { seconds: 29 } } } } } },
        { preStop: Duration.seconds(0), terminationGracePeriod: Duration.seconds(43) },
      ),
    "[shop/greeter] 'terminationGracePeriod' must be at least 44 s (preStop 29 s, longestRequest 10 s, margin 5 s), got 43 s; lengthen it, or leave it out",
  ],
  [
    'there is a hook already beside an Envoy',
    () => serveFrom({ pod: { container: { lifecycle: hook } } }, {}, { strategy: inServers }),
    '[shop/greeter] container \'main\' has a preStop hook of its own, got {"exec":{"command":["true"]}}; remove it: beside a proxy, what it does belongs after SIGTERM',
  ],
  [
    'a hook of its own was announced but is missing',
    () => serveFrom({}, { preStop: Duration.seconds(0) }),
    "[shop/greeter] 'preStop' is 0, but container 'main' has no preStop hook of its own, got 0 s; leave 'preStop' out, or give the container a hook that waits until callers have left",
  ],
  [
    'probes of its own are to ask another port',
    () => serveFrom({}, { health: { probe: HealthProbe.NONE, port: 9000 } }),
    "[shop/greeter] 'health.port' has no effect with HealthProbe.NONE, got 9000; leave it out, or use HealthProbe.GRPC",
  ],
  [
    'a startup probe of its own is to take longer',
    () =>
      serveFrom(
        { pod: { container: { startupProbe: { tcpSocket: { port: 50051 } } } } },
        { health: { startupTime: Duration.minutes(5) } },
      ),
    '[shop/greeter] container \'main\' has a startup probe of its own, got {"tcpSocket":{"port":50051}}; remove it, or leave \'health.startupTime\' out',
  ],
  [
    'a readiness probe of its own is to ask for a service',
    () =>
      serveFrom(
        { pod: { container: { readinessProbe: { grpc: { port: 50051 } } } } },
        { health: { service: 'acme.Greeter' } },
      ),
    '[shop/greeter] container \'main\' has a readiness probe of its own, got {"grpc":{"port":50051}}; remove it, or leave \'health.service\' out',
  ],
  [
    'a liveness probe of its own is to ask another port',
    () => serveFrom({ pod: { container: { livenessProbe: { grpc: { port: 50051 } } } } }, { health: { port: 9000 } }),
    '[shop/greeter] container \'main\' has a liveness probe of its own, got {"grpc":{"port":50051}}; remove it, or leave \'health.port\' out',
  ],
  [
    'a probe of its own was announced but is missing',
    () => serveFrom({}, { health: { probe: HealthProbe.NONE } }),
    "[shop/greeter] container 'main' has no readiness probe, so that DNS names pods that do not serve yet, got HealthProbe.NONE; give it one, or let the library do it by HealthProbe.GRPC or TCP",
  ],
  [
    'there is a variable with options already',
    () => serveFrom({ pod: { container: { env: [{ name: 'GRPC_SERVER_OPTIONS', value: '{}' }] } } }),
    "[shop/greeter] container 'main' sets the variable 'GRPC_SERVER_OPTIONS' itself, got '{}'; remove it, and use another variable for your own settings",
  ],
  [
    'another port has the name',
    () => serveFrom(declaring({ name: 'grpc', containerPort: 9000 }, { containerPort: 8080 }), { port: 8080 }),
    "[shop/greeter] container 'main' has another port called 'grpc', got 9000; rename it, or pass 'port: 9000'",
  ],
  [
    'another port has the name of one of the further ports',
    () =>
      serveFrom(declaring({ name: 'grpc-admin', containerPort: 9000 }), {
        port: 9000,
        additionalPorts: [{ name: 'grpc-admin', port: 9001 }],
      }),
    "[shop/greeter] container 'main' has another port called 'grpc-admin', got 9000; rename it, or pass 'additionalPorts[0].port: 9000'",
  ],
  [
    'another port has the name of that for metrics',
    () => serveFrom(declaring({ name: 'metrics', containerPort: 9091 }), { port: 9091, metricsPort: 9090 }),
    "[shop/greeter] container 'main' has another port called 'metrics', got 9091; rename it, or pass 'metricsPort: 9091'",
  ],
  [
    'another container has a port of the name by which metrics are found',
    () =>
      serveFrom(
        {
          pod: {
            containers: [{ name: 'main' }, { name: 'helper', ports: [{ name: 'metrics', containerPort: 9091 }] }],
          },
        },
        { container: 'main', metricsPort: 9090 },
      ),
    "[shop/greeter] container 'helper' too has a port called 'metrics', which a monitor would scrape with the server's, got 9091; rename it, or declare 9090 in container 'main' under a name of its own",
  ],
  [
    'the port is not the one that the container declares',
    () => serveFrom(declaring({ containerPort: 8080 }), { port: 50051 }),
    "[shop/greeter] container 'main' declares 8080 and not the port of the server, got 50051; pass 'port: 8080', or declare 50051 too",
  ],
  [
    'the port is none of those that the container declares',
    () => serveFrom(declaring({ name: 'http', containerPort: 8080 }, { name: 'admin', containerPort: 8081 })),
    "[shop/greeter] container 'main' declares 8080, 8081 and not the port of the server, got 50051; pass one of these as 'port', or declare 50051 too",
  ],
  [
    'the pods have a label already',
    () => serveFrom({ template: { labels: { app: 'frontend', 'sidecar.istio.io/inject': 'false' } } }, {}, istio),
    "[shop/greeter] the pods have the label 'sidecar.istio.io/inject' already, got 'false'; remove it, or switch off what sets it to 'true'",
  ],
  [
    'the pods have an annotation already',
    () =>
      call(
        { template: { annotations: { 'linkerd.io/inject': 'disabled' } } },
        {},
        { strategy: LoadBalancing.linkerd() },
      ),
    "[shop/client] the pods have the annotation 'linkerd.io/inject' already, got 'disabled'; remove it, or switch off what sets it to 'enabled'",
  ],
  [
    'an annotation of the pods contradicts the strategy',
    () => serveFrom({}, { podAnnotations: { 'linkerd.io/inject': 'disabled' } }, { strategy: LoadBalancing.linkerd() }),
    "[shop/greeter] the pods have the annotation 'linkerd.io/inject' already, got 'disabled'; remove it, or switch off what sets it to 'enabled'",
  ],
  [
    'an annotation that is an object contradicts the strategy in a field',
    () => serveFrom({}, { podAnnotations: { 'proxy.istio.io/config': '{"terminationDrainDuration":"5s"}' } }, istio),
    `[shop/greeter] the pods have the annotation 'proxy.istio.io/config' already, got '{"terminationDrainDuration":"5s","holdApplicationUntilProxyStarts":true}'; remove it, or switch off what sets it to '{"terminationDrainDuration":"20s"}'`,
  ],
  [
    'an annotation that is no JSON is one of the strategy',
    () => serveFrom({}, { podAnnotations: { 'proxy.istio.io/config': 'concurrency: 2' } }, istio),
    `[shop/greeter] the pods have the annotation 'proxy.istio.io/config' already, got 'concurrency: 2'; write it as a JSON object, which is merged, or switch off what sets it to '{"holdApplicationUntilProxyStarts":true}'`,
  ],
  [
    'a label of the pods contradicts the strategy',
    () =>
      serveFrom(
        {},
        { labels: { 'istio.io/rev': 'canary' } },
        { strategy: LoadBalancing.istio({ revision: 'stable' }) },
      ),
    "[shop/greeter] the pods have the label 'istio.io/rev' already, got 'canary'; remove it, or switch off what sets it to 'stable'",
  ],
  [
    'the port is taken away from the proxy',
    () =>
      serveFrom(
        {
          template: {
            labels: { app: 'frontend' },
            annotations: { 'traffic.sidecar.istio.io/excludeInboundPorts': '9000, 50051' },
          },
        },
        {},
        istio,
      ),
    "[shop/greeter] the annotation 'traffic.sidecar.istio.io/excludeInboundPorts' takes port 50051 away from the proxy, got '9000, 50051'; remove the port from it",
  ],
  [
    'the ports called are taken away from the proxy',
    () =>
      call(
        { template: { annotations: { 'config.linkerd.io/skip-outbound-ports': '50000-50100' } } },
        {},
        { strategy: LoadBalancing.linkerd() },
      ),
    "[shop/client] the annotation 'config.linkerd.io/skip-outbound-ports' takes port 50051 away from the proxy, got '50000-50100'; remove the port from it",
  ],
  [
    'all ports are taken away from the proxy',
    () => call({ template: { annotations: { 'traffic.sidecar.istio.io/excludeOutboundPorts': '*' } } }, {}, istio),
    "[shop/client] the annotation 'traffic.sidecar.istio.io/excludeOutboundPorts' takes port 50051 away from the proxy, got '*'; remove the port from it",
  ],
  [
    'an ordinary sidecar would keep a Job from completing',
    () => call(job, {}, { strategy: inClients, cluster: old }),
    '[shop/client] an ordinary sidecar would keep a Job from ever completing, got Kubernetes 1.28; put the proxy into the pods of the server; from Kubernetes 1.29 sidecars end with the application',
  ],
  [
    'an ordinary sidecar would keep a Pod from completing',
    () =>
      call(
        { kind: 'Pod', spec: { containers: [{ name: 'main' }], restartPolicy: 'OnFailure' } },
        {},
        { strategy: inClients, cluster: old },
      ),
    '[shop/client] an ordinary sidecar would keep a Pod from ever completing, got Kubernetes 1.28; put the proxy into the pods of the server; from Kubernetes 1.29 sidecars end with the application',
  ],
  [
    'an ordinary sidecar would keep a CronJob from completing',
    () => call(cronJob, {}, { strategy: inClients, cluster: old }),
    '[shop/client] an ordinary sidecar would keep a CronJob from ever completing, got Kubernetes 1.28; put the proxy into the pods of the server; from Kubernetes 1.29 sidecars end with the application',
  ],
  [
    'a container is called like the proxy',
    () => call({ pod: { container: { name: 'grpc-envoy' } } }, {}, { strategy: inClients }),
    "[shop/client] a container has the name of the proxy, got 'grpc-envoy'; rename it",
  ],
  [
    'a container declares a port of the proxy',
    () =>
      serveFrom(
        declaring({ containerPort: 19090 }, { name: 'grpc', containerPort: 50051 }),
        {},
        { strategy: inServers },
      ),
    "[shop/greeter] container 'main' declares a port of the proxy 'grpc-envoy', got 19090; use none of 19001, 19090, 19091",
  ],
  [
    'an object is no workload',
    () => new GrpcClient(tree().chart, 'client', { workload: new Chart(tree().app, 'x') }),
    "[shop/client] 'workload' is no Kubernetes object, got 'x'; pass a GrpcServer, a workload of cdk8s-plus, or an ApiObject",
  ],
];
