import { ApiObject, Chart, Duration, JsonPatch, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { checks, GrpcClient, GrpcServer, LoadBalancing, monitoring, strategies } from '../src';
import { Tree, tree } from './support/synth';

/** An app with a server, which the rules for manifests find nothing wrong with. */
function shop(strategy = LoadBalancing.clientSide()): Tree & { server: GrpcServer } {
  const { app, chart } = tree(strategy);
  return { app, chart, server: new GrpcServer(chart, 'greeter', { image: 'ghcr.io/acme/greeter:1.4.2' }) };
}

const INJECT = 'sidecar.istio.io/inject';

test('what an app breaks afterwards is refused before anything is written', () => {
  const { app, server } = shop();
  ApiObject.of(server.deployment).metadata.addLabel(INJECT, 'true');
  expect(() => app.synthYaml()).toThrow(
    "[shop/greeter] Deployment demo/greeter: Istio reads 'sidecar.istio.io/inject' of pods only, not of the Deployment itself, " +
      "got 'true'; make it a label of the pod template; " +
      "or say why it must be so in the annotation 'cdk8s-grpc/ignore-istio-inject-place'",
  );
});

test('what is wrong with a workload is told by the construct that serves from it', () => {
  const { app, chart } = tree(LoadBalancing.clientSide());
  const workload = new kplus.Deployment(chart, 'legacy', {
    containers: [{ image: 'ghcr.io/acme/legacy:1', portNumber: 9000 }],
  });
  GrpcServer.fromWorkload(chart, 'served', { workload, port: 9000 });
  ApiObject.of(workload).metadata.addLabel('sidecar.istio.io/inject', 'true');
  expect(() => app.synthYaml()).toThrow('[shop/served] Deployment demo/');
});

test('a reason in the annotation silences it', () => {
  const { app, server } = shop();
  const { metadata } = ApiObject.of(server.deployment);
  metadata.addLabel(INJECT, 'true');
  metadata.addAnnotation('cdk8s-grpc/ignore-istio-inject-place', 'a webhook of ours reads it');
  expect(app.synthYaml()).toContain(INJECT);
});

test('what others wrote is left to them', () => {
  const { app, chart } = shop();
  const legacy = new kplus.Deployment(chart, 'legacy', { containers: [{ image: 'ghcr.io/acme/legacy:1' }] });
  ApiObject.of(legacy).metadata.addLabel(INJECT, 'true');
  expect(app.synthYaml()).toContain(INJECT);
});

/** Balances in a way that no manifest tells of, as Cilium may for a whole cluster. */
const INVISIBLE: strategies.ILoadBalancingStrategy = {
  strategyName: 'invisible',
  bindServer: () => ({
    target: 'dns:///greeter.demo.svc.cluster.local:50051',
    clusterIpService: true,
    discovery: Duration.seconds(1),
    departure: Duration.seconds(10),
    telemetry: monitoring.TelemetrySource.goGrpcMiddleware(),
  }),
  bindClient: () => ({ channels: [{ target: 'dns:///greeter.demo.svc.cluster.local:50051' }] }),
};

test('the strategy says who balances, and knows more than the manifests tell', () => {
  const { app, chart, server } = shop(INVISIBLE);
  const workload = new kplus.Deployment(chart, 'caller', { containers: [{ image: 'ghcr.io/acme/caller:1' }] });
  new GrpcClient(chart, 'client', { workload }).connectTo(server);
  expect(app.synthYaml()).toContain('greeter.demo.svc.cluster.local:50051');
  const blind = checks.GrpcChecks.check(Testing.synth(chart));
  expect(blind.map(({ rule }) => rule)).toContain('clusterip-grpc');
});

test('a patch that gives an object the name of another is refused: of patches the objects themselves know nothing', () => {
  const { app, chart, server } = shop();
  const other = new GrpcServer(chart, 'other', { image: 'ghcr.io/acme/other:1' });
  const name = server.headlessServiceName;
  ApiObject.of(other.headlessService).addJsonPatch(JsonPatch.replace('/metadata/name', name));
  expect(() => app.synthYaml()).toThrow(`Service demo/${name}: `);
});

test('objects of others that two charts share are left to them: they may be for two clusters', () => {
  const { app, chart } = shop();
  for (const place of [chart, new Chart(app, 'production', { namespace: 'demo' })])
    new kplus.ConfigMap(place, 'Settings', { metadata: { name: 'settings' } });
  expect(app.synthYaml().match(/name: settings/g)).toHaveLength(2);
});

test('two objects of others in one chart are refused', () => {
  const { app, chart } = shop();
  for (const id of ['One', 'Other']) new kplus.ConfigMap(chart, id, { metadata: { name: 'settings' } });
  expect(() => app.synthYaml()).toThrow("ConfigMap 'settings' of namespace 'demo' is defined twice");
});
