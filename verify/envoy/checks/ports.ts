import assert from 'node:assert';
import { request } from 'node:http';
import { POD_ADDRESS } from '../../support/namespace';
import { EnvoyCheck } from '../check';
import { statusOf } from '../../support/http';
import { BOTH } from '../settings';
import { inBootstrap, LISTENER } from '../subject';
import { World } from '../world';

const OPEN = ['/ready', '/stats/prometheus'];

/** What would stop, drain or disclose, and ways around a match of the path. */
const SHUT = [
  ...['/', '/quitquitquit', '/drain_listeners?graceful', '/healthcheck/fail', '/config_dump', '/stats', '/ready/'],
  ...[
    '/logging?level=trace',
    '//quitquitquit',
    '/ready/../quitquitquit',
    '/stats/prometheus/%2e%2e/%2e%2e/config_dump',
  ],
];

export const statsPort: EnvoyCheck = {
  name: 'envoy/stats-port',
  settings: BOTH,
  seconds: 2,
  run: async (scene) => {
    await World.start(scene);
    for (const path of OPEN) {
      const status = await statusFrom('GET', path);
      assert.equal(status, 200, `GET ${path} gives ${status}`);
    }
    for (const path of SHUT) {
      for (const method of ['GET', 'POST']) {
        const status = await statusFrom(method, path);
        assert.equal(status, 404, `${method} ${path} gives ${status}`);
      }
    }
    return `${OPEN.join(' and ')} give 200, ${SHUT.length} other paths 404`;
  },
  controls: [
    {
      broken: 'all paths lead to the admin port',
      edit: inBootstrap((config) => {
        const [{ filters }] = config.static_resources.listeners.find(({ name }: any) => name === 'stats').filter_chains;
        filters[0].typed_config.route_config.virtual_hosts[0].routes[0].match = { prefix: '/' };
      }),
      says: /GET \/ gives 200/,
    },
  ],
};

/** The path goes out as it is: a client that tidies it up would hide what Envoy does with it. */
function statusFrom(method: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { host: POD_ADDRESS, port: 19090, method, path, headers: { 'content-length': 0 } };
    const sent = request(options, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end();
  });
}

export const reach: EnvoyCheck = {
  name: 'envoy/reach',
  settings: BOTH,
  seconds: 2,
  run: async (scene) => {
    await World.start(scene);
    const outside = scene.placement === 'server-pod' ? [LISTENER, 19090] : [19090];
    const ports = [LISTENER, 19090, 19091];
    for (const port of ports) {
      const local = await statusOf(`http://127.0.0.1:${port}/`);
      assert.notEqual(local, 0, `${port} does not answer on loopback`);
      const reached = (await statusOf(`http://${POD_ADDRESS}:${port}/`)) !== 0;
      const word = reached ? 'can' : 'cannot';
      assert.equal(reached, outside.includes(port), `${port} ${word} be reached from other pods`);
    }
    return `of ${ports.join(', ')} other pods reach ${outside.join(', ')}`;
  },
  controls: [
    {
      broken: 'the admin port on all addresses',
      edit: inBootstrap((config) => (config.admin.address.socket_address.address = '0.0.0.0')),
      says: /19091 can be reached/,
    },
  ],
};
