import assert from 'node:assert';
import { Dns } from '../../support/dns';
import { mountNames } from '../../support/namespace';
import { EACH, GrpcCheck } from '../check';
import { Scene } from '../fleet';
import { LanguageProcess } from '../language-process';
import { Language, languageOf } from '../languages';
import { argumentsOf, inArguments } from '../subject';

const ANSWERS = 10;

/** The programs that the page prints: they talk to each other, and say what they applied of the manifests and what not. */
export const printed: GrpcCheck = {
  name: 'grpc/printed-programs',
  variant: 'example',
  fleets: EACH,
  seconds: 6,
  load: 'light',
  run: async (scene) => {
    const { subject } = scene;
    const language = languageOf(scene.servers[0]);
    mountNames(scene.folder);
    const dns = new Dns();
    await dns.start();
    dns.set(subject.headless, ['127.0.1.1']);

    const server = new LanguageProcess(language, 'example-server', { ...subject.server, PORT: String(subject.port) });
    await server.next('listening on');
    const client = new LanguageProcess(language, 'example-client', subject.client);
    for (let answer = 0; answer < ANSWERS; answer++) await client.next('');
    assert.equal(await client.next(''), 'SERVING');

    const ignored = [checkLog(scene, language, 'server', server.log), checkLog(scene, language, 'client', client.log)];
    await refuses(scene, language);
    return `the printed client calls the printed server; ignored are ${ignored.flat().join(', ') || 'none'}`;
  },
  controls: [
    {
      broken: 'a misspelt argument of the server',
      edit: inArguments('server', (args) => (args['grpc.max_connection_age'] = 300000)),
      says: /the server ignores .*grpc\.max_connection_age\b/,
    },
    {
      broken: 'a misspelt argument of the client',
      edit: inArguments('client', (args) => (args['grpc.keepalive_ms'] = 30000)),
      says: /the client ignores .*grpc\.keepalive_ms\b/,
    },
  ],
};

/** The line of the adapter names all arguments, and ignores none but those that the language has no use for. */
function checkLog({ subject }: Scene, { ignored }: Language, side: 'server' | 'client', log: string): string[] {
  const [, applied, rest] = /grpcenv: .* applied (\{.*\}) ignored (\{.*?\})/.exec(log) ?? [];
  assert.ok(applied, `the ${side} does not say what it applied: ${log}`);
  const emitted = Object.keys(argumentsOf(subject, side));
  const names = (json: string) => Object.keys(JSON.parse(json)).sort();
  const expected = ignored[side].filter((name) => emitted.includes(name)).sort();
  assert.deepEqual(names(rest), expected, `the ${side} ignores ${names(rest).join(', ')}`);
  assert.deepEqual(names(applied), emitted.filter((name) => !expected.includes(name)).sort());
  return expected;
}

/** A malformed value ends the program with a message. */
async function refuses({ subject }: Scene, language: Language): Promise<void> {
  const wrong = structuredClone(subject);
  inArguments('server', (args) => (args['grpc.max_connection_age_ms'] = '5m'))(wrong);
  const server = new LanguageProcess(language, 'example-server', wrong.server);
  const code = await server.exited;
  const message =
    'grpc.max_connection_age_ms in GRPC_SERVER_OPTIONS is no integer from 1 to 2147483647, got "5m"; write a JSON number';
  assert.ok(code !== 0 && server.log.includes(message), `the server ends with ${code}: ${server.log}`);
}
