import { ApiObject, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { GrpcServer, LoadBalancing } from '../src';
import { Tree, tree } from './support/synth';

/** An app with a server, which the rules for manifests find nothing wrong with. */
function shop(strategy = LoadBalancing.clientSide()): Tree & { server: GrpcServer } {
  const { app, chart } = tree(strategy);
  return { app, chart, server: new GrpcServer(chart, 'greeter', { image: 'ghcr.io/acme/greeter:1.4.2' }) };
}

test('what an app breaks afterwards is refused before anything is written', () => {
  const { app, server } = shop();
  ApiObject.of(server.headlessService).addJsonPatch(JsonPatch.replace('/spec/ports/0/port', 80));
  expect(() => app.synthYaml()).toThrow(
    "[shop/greeter] Service demo/greeter-headless: a headless Service maps no ports, so clients that dial port 80, which speaks gRPC (port name 'grpc'), " +
      "do not reach port 50051 of the pods, got 50051; let them dial what the pods listen on: 'port: 50051'; " +
      "or say why it must be so in the annotation 'cdk8s-grpc/ignore-headless-port-mapping'",
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
  const service = ApiObject.of(server.headlessService);
  service.addJsonPatch(JsonPatch.replace('/spec/ports/0/port', 80));
  service.metadata.addAnnotation('cdk8s-grpc/ignore-headless-port-mapping', 'a proxy of ours maps ports');
  expect(app.synthYaml()).toContain('port: 80');
});

test('what others wrote is left to them', () => {
  const { app, chart } = shop();
  const metadata = { name: 'legacy', namespace: 'demo' };
  const ports = [{ name: 'grpc', port: 80, targetPort: 50051 }];
  new ApiObject(chart, 'legacy', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { clusterIP: 'None', selector: { app: 'legacy' }, ports },
  });
  new kplus.Deployment(chart, 'other', { containers: [{ image: 'ghcr.io/acme/other:1' }] });
  expect(app.synthYaml()).toContain('legacy');
});

test('a patch that gives an object the name of another is refused: of patches the objects themselves know nothing', () => {
  const { app, chart, server } = shop();
  const other = new GrpcServer(chart, 'other', { image: 'ghcr.io/acme/other:1' });
  const name = server.headlessServiceName;
  ApiObject.of(other.headlessService).addJsonPatch(JsonPatch.replace('/metadata/name', name));
  expect(() => app.synthYaml()).toThrow(`Service demo/${name}: `);
});
