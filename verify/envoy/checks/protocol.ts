import assert from 'node:assert';
import { EnvoyCheck } from '../check';
import { failuresOf, tell } from '../client';
import { statusOf } from '../../support/http';
import { BOTH, CLIENT_POD } from '../settings';
import { clusterOf, inBootstrap, LISTENER, managerOf, routeOf } from '../subject';
import { World } from '../world';

export const http2: EnvoyCheck = {
  name: 'envoy/http2',
  settings: BOTH,
  seconds: 2,
  run: async (scene) => {
    const world = await World.start(scene);
    const outcomes = await world.client().calls(100, 10);
    const one = await world.sum('envoy_cluster_upstream_cx_http1_total');
    const two = await world.sum('envoy_cluster_upstream_cx_http2_total');
    assert.ok(one === 0 && two >= 5, `${one} connections of HTTP/1 and ${two} of HTTP/2 to the pods`);
    assert.equal(failuresOf(outcomes).length, 0, `failures: ${tell(failuresOf(outcomes))}`);
    return `${two} connections to five pods, all of HTTP/2`;
  },
  controls: [
    {
      broken: 'no HTTP/2 towards the pods',
      edit: inBootstrap((config) => delete clusterOf(config).typed_extension_protocol_options),
      says: /[1-9]\d* connections of HTTP\/1/,
    },
  ],
};

const AUTHORITY = 'grpc-server.demo.svc.cluster.local';

/** The client dials an address of loopback; the server must see its own name. */
export const authority: EnvoyCheck = {
  name: 'envoy/authority',
  settings: [CLIENT_POD],
  seconds: 2,
  run: async (scene) => {
    const { answer } = await (await World.start(scene)).client().call();
    assert.equal(answer?.authority, AUTHORITY, `the server sees ${answer?.authority}`);
    return `the server sees ${AUTHORITY}`;
  },
  controls: [
    {
      broken: 'the authority is left as it is',
      edit: inBootstrap((config) => delete routeOf(config).host_rewrite_literal),
      says: /the server sees 127\.0\.0\.1/,
    },
  ],
};

/** What is no gRPC does not reach the application. */
export const plainHttp: EnvoyCheck = {
  name: 'envoy/plain-http',
  settings: BOTH,
  seconds: 2,
  run: async (scene) => {
    const world = await World.start(scene);
    const status = await statusOf(`http://127.0.0.1:${LISTENER}/`);
    const tried = await world.sum('envoy_cluster_upstream_rq_total');
    assert.ok(status === 404 && tried === 0, `got ${status}, ${tried} requests passed on`);
    return `a plain request gets ${status}`;
  },
  controls: [
    {
      broken: 'the route takes every request',
      edit: inBootstrap((config) => delete managerOf(config).route_config.virtual_hosts[0].routes[0].match.grpc),
      says: /[1-9] requests passed on/,
    },
  ],
};
