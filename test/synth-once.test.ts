import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { Deployment, EnvValue } from 'cdk8s-plus-27';
import { GrpcClient, GrpcServer, LoadBalancing, strategies } from '../src';
import * as rules from '../src/private/synth/lint';
import { tree } from './support/synth';

let outdir: string;
beforeEach(() => (outdir = mkdtempSync(join(tmpdir(), 'synth-'))));
afterEach(() => rmSync(outdir, { recursive: true }));

/** An app with a chart for each of these servers. */
function appOf(...names: string[]): { app: App; servers: GrpcServer[] } {
  const app = new App({ outdir });
  const servers = names.map((name) => {
    const chart = new Chart(app, `chart-${name}`, { namespace: 'demo' });
    return new GrpcServer(chart, name, { image: 'ghcr.io/acme/greeter:1.4.2' });
  });
  return { app, servers };
}

function synth(server: GrpcServer): string {
  return JSON.stringify(Testing.synth(Chart.of(server)));
}

describe('a workload', () => {
  test('is rendered anew outside of app.synth(), so that no change is lost', () => {
    const [one, two] = appOf('one', 'two').servers;
    synth(one);
    two.container.env.addVariable('ADDED_LATER', EnvValue.fromValue('yes'));
    expect(synth(two)).toContain('ADDED_LATER');
    two.container.env.addVariable('ADDED_LAST', EnvValue.fromValue('yes'));
    expect(synth(two)).toContain('ADDED_LAST');
  });

  test('is rendered once by app.synth(), whatever the number of charts', () => {
    const { app, servers } = appOf('one', 'two', 'three');
    const produced = jest.spyOn(servers[0].deployment as any, '_toKube');
    app.synth();
    expect(produced).toHaveBeenCalledTimes(1);
    app.synth();
    expect(produced).toHaveBeenCalledTimes(2);
  });

  test('that was there before is rendered once too, though Services ask for its labels', () => {
    const app = new App({ outdir });
    const chart = new Chart(app, 'chart', { namespace: 'demo' });
    const workload = new Deployment(chart, 'legacy', { containers: [{ image: 'ghcr.io/acme/legacy:1' }] });
    GrpcServer.fromWorkload(chart, 'server', { workload, clusterIpService: true, metricsPort: 9090 });
    const produced = jest.spyOn(workload as any, '_toKube');
    app.synth();
    expect(produced).toHaveBeenCalledTimes(1);
  });

  test('may be changed by whoever gets its manifest', () => {
    const { app, servers } = appOf('one');
    const object = ApiObject.of(servers[0].deployment);
    const render = object.toJson.bind(object);
    object.toJson = () => {
      const manifest = render();
      manifest.spec.template.spec.containers.push({ name: 'extra', image: 'ghcr.io/acme/extra:1' });
      return manifest;
    };
    expect(app.synthYaml().match(/name: extra/g)).toHaveLength(1);
    expect(app.synthYaml().match(/name: extra/g)).toHaveLength(1);
  });
});

describe('a workload that is refused late', () => {
  test('is refused before anything is written, at every try', () => {
    const { app, servers } = appOf('one', 'two');
    servers[1].container.env.addVariable('GRPC_SERVER_OPTIONS', EnvValue.fromValue('{}'));
    expect(() => app.synth()).toThrow("sets the variable 'GRPC_SERVER_OPTIONS' itself");
    expect(() => app.synth()).toThrow("sets the variable 'GRPC_SERVER_OPTIONS' itself");
    expect(readdirSync(outdir)).toEqual([]);
  });
});

describe('a client that is refused when it is bound', () => {
  /** A server, and a client whose name is too long for the label of a proxy's configuration. */
  function longNamed(): App {
    const { app, chart } = tree(LoadBalancing.envoySidecar({ placement: strategies.EnvoyPlacement.CLIENT_POD }));
    const server = new GrpcServer(chart, 'greeter', { image: 'ghcr.io/acme/greeter:1.4.2' });
    const workload = new Deployment(chart, 'caller', {
      metadata: { name: 'c'.repeat(64) },
      containers: [{ image: 'ghcr.io/acme/caller:1' }],
    });
    new GrpcClient(chart, 'client', { workload }).connectTo(server);
    return app;
  }

  test.each([
    ['Testing.synth', (app: App) => Testing.synth(app.charts[0])],
    ['app.synthYaml()', (app: App) => app.synthYaml()],
  ])('is refused by %s for the same reason at every try', (_how, run) => {
    const app = longNamed();
    const refusal = "[shop/client] the name of 'workload' must fit into a label of 63 characters";
    expect(() => run(app)).toThrow(refusal);
    expect(() => run(app)).toThrow(refusal);
  });
});

describe('the rules for manifests', () => {
  test.each(['synth', 'Testing.synth'])('run once by %s, whatever the number of servers', (how) => {
    const { app, servers } = appOf('one', 'two', 'three');
    const checked = jest.spyOn(rules, 'outputErrors');
    if (how === 'synth') app.synth();
    else synth(servers[0]);
    expect(checked).toHaveBeenCalledTimes(1);
    checked.mockRestore();
  });

  test('run anew for a server that was added since', () => {
    const { servers } = appOf('one');
    synth(servers[0]);
    const { deployment } = new GrpcServer(Chart.of(servers[0]), 'late', { image: 'ghcr.io/acme/late:1' });
    ApiObject.of(deployment).metadata.addLabel('sidecar.istio.io/inject', 'true');
    expect(() => synth(servers[0])).toThrow('[chart-one/late] Deployment demo/late');
  });
});
