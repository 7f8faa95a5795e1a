import assert from 'node:assert';
import { createServer } from 'node:net';
import { GrpcCheck } from '../check';
import { Fleet } from '../fleet';
import { inArguments } from '../subject';

const HOST = '127.0.2.1';
const PORT = 3128;
const CALLS = 100;

/** All spellings that gRPC reads. */
const VARIABLES = ['http_proxy', 'https_proxy', 'grpc_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'];

/** A proxy in the environment, as companies have it, which lets nothing through to the cluster. */
export const proxy: GrpcCheck = {
  name: 'grpc/http-proxy',
  variant: 'example',
  fleets: [['go']],
  seconds: 8,
  load: 'busy',
  run: async (scene) => {
    let asked = 0;
    const server = createServer((caller) => {
      asked++;
      caller.on('error', () => caller.destroy());
      caller.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    });
    await new Promise<void>((resolve) => server.listen(PORT, HOST, resolve));

    const environment = {
      ...Object.fromEntries(VARIABLES.map((name) => [name, `http://${HOST}:${PORT}`])),
      // Java reads properties, no variables.
      JAVA_TOOL_OPTIONS: `-Dhttps.proxyHost=${HOST} -Dhttps.proxyPort=${PORT}`,
    };
    const fleet = await Fleet.start(scene, { environment });
    const answered = await Promise.all(
      fleet.clients.map(async (client) => ({ ...(await client.call(CALLS, 5)), language: client.language })),
    );
    const told = answered.map(({ language, answered }) => `${language} ${answered}`).join(', ');
    assert.ok(
      answered.every(({ failed }) => failed === 0) && asked === 0,
      `of ${CALLS} calls were answered: ${told}; the proxy was asked ${asked} times`,
    );
    return `of ${CALLS} calls were answered: ${told}; the proxy was not asked`;
  },
  controls: [
    {
      broken: 'the proxy is left on',
      edit: inArguments('client', (args) => delete args['grpc.enable_http_proxy']),
      says: /node 0, python 0, go 0, java 0; the proxy was asked [1-9]/,
    },
  ],
};
