import assert from 'node:assert';
import { sleep } from '../../support/pool';
import { EnvoyCheck } from '../check';
import { failuresOf, tell } from '../client';
import { BOTH } from '../settings';
import { clusterOf, inBootstrap } from '../subject';
import { ADDRESSES, DNS_TTL, OWN, World } from '../world';

const REQUESTS = 10000;
const WIDTH = 50;

export const spread: EnvoyCheck = {
  name: 'envoy/spread',
  settings: BOTH,
  seconds: 8,
  busy: true,
  run: async (scene) => {
    const world = await World.start(scene);
    const outcomes = await world.client().calls(REQUESTS, WIDTH);
    assert.equal(failuresOf(outcomes).length, 0, `failures: ${tell(failuresOf(outcomes))}`);
    const shares = ADDRESSES.map((address) => (100 * world.pods.get(address)!.received) / REQUESTS);
    const told = shares.map((share) => share.toFixed(1)).join(' / ');
    assert.ok(
      shares.every((share) => Math.abs(share - 20) <= 1),
      `shares of ${told} %`,
    );
    const connections = await world.sum('envoy_http_downstream_cx_total');
    assert.equal(connections, 1, `${connections} connections from the client`);
    assert.equal(world.pods.get(OWN)?.received ?? 0, 0, 'the local fallback was used');
    const memory = world.envoy.peakMemory();
    const limit = parseInt(scene.subject.container.resources.limits.memory);
    assert.ok(memory < limit, `Envoy took ${memory.toFixed(0)} MiB of ${limit}`);
    return `${REQUESTS} requests on one connection: ${told} %; Envoy took ${memory.toFixed(0)} MiB`;
  },
  controls: [
    {
      broken: 'Envoy resolves the ClusterIP Service',
      edit: inBootstrap((config) => {
        const { endpoint } = clusterOf(config).load_assignment.endpoints[0].lb_endpoints[0];
        endpoint.address.socket_address.address = 'grpc-server.demo.svc.cluster.local.';
      }),
      says: /shares of 100.0 \/ 0.0 \/ 0.0 \/ 0.0 \/ 0.0 %/,
    },
  ],
};

/** Above refresh and jitter: the answer's way, a connection, and a busy machine. */
const MARGIN = 1000;

const NEW = '127.0.1.6';

export const scaling: EnvoyCheck = {
  name: 'envoy/pods-come-and-go',
  settings: BOTH,
  seconds: 12,
  run: async (scene) => {
    const world = await World.start(scene);
    // The time that the server's pods have before they stop is computed from it.
    const left = scene.subject.server.lifecycle.preStop.sleep.seconds * 1000 - DNS_TTL;
    assert.ok(
      world.refresh <= left,
      `up to ${seconds(world.refresh)} between queries, but pods wait ${seconds(left)} for it`,
    );
    await world.addPod(NEW);
    const client = world.client();
    await client.calls(100, 10);
    const [old, ...stay] = ADDRESSES;
    // An unlucky moment, right after a query, is as good as any.
    await nextQuery(world);
    world.setReady([...stay, NEW]);
    const change = Date.now();
    const outcomes = await client.callsUntil(sleep(world.refresh + 3 * MARGIN), 4, {}, 10);
    assert.equal(failuresOf(outcomes).length, 0, `failures: ${tell(failuresOf(outcomes))}`);
    const times = (pod: string) => outcomes.filter(({ answer }) => answer!.pod === pod).map(({ started }) => started);
    const joined = Math.min(...times(NEW)) - change;
    const gone = Math.max(...times(old)) - change;
    const limit = world.refresh + MARGIN;
    const told = `the new pod was used after ${seconds(joined)}, the old one left after ${seconds(gone)}`;
    assert.ok(joined <= limit && gone <= limit, `${told}, above ${seconds(limit)}`);
    return `${told}; at most ${seconds(world.refresh)} + margin ${seconds(MARGIN)}`;
  },
  controls: [
    {
      broken: 'DNS is asked when its answer has become too old',
      edit: inBootstrap((config) => (clusterOf(config).cluster_type.typed_config.respect_dns_ttl = true)),
      says: /above \d\.\d s/,
    },
    {
      broken: 'jitter on top of the refresh',
      edit: inBootstrap((config) => (clusterOf(config).cluster_type.typed_config.dns_jitter = '3s')),
      says: /but pods wait 5.0 s/,
    },
  ],
};

async function nextQuery({ dns }: World): Promise<void> {
  const before = dns.queries.length;
  while (dns.queries.length === before) await sleep(20);
}

const seconds = (time: number) => (Number.isFinite(time) ? `${(time / 1000).toFixed(1)} s` : 'never');

export const queries: EnvoyCheck = {
  name: 'envoy/dns-queries',
  settings: BOTH,
  seconds: 12,
  run: async (scene) => {
    const world = await World.start(scene);
    const time = 2 * world.refresh;
    await sleep(time);
    const names = [...new Set(world.dns.queries)];
    assert.deepEqual(names, [scene.subject.headless], `asks for ${names.join(', ')}`);
    const count = world.dns.queries.length;
    assert.ok(count >= 2 && count <= 4, `${count} queries in ${seconds(time)}`);
    return `${count} queries in ${seconds(time)}, all for the one name`;
  },
  controls: [
    {
      broken: 'no dot at the end of the name',
      edit: inBootstrap((config) => {
        const { socket_address } = clusterOf(config).load_assignment.endpoints[0].lb_endpoints[0].endpoint.address;
        socket_address.address = socket_address.address.replace(/\.$/, '');
      }),
      says: /asks for .*svc\.cluster\.local\.demo\.svc/,
    },
  ],
};
