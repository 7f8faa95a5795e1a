import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf } from './run';

const RULES = join(__dirname, '..', 'rules');
const BAD = readFileSync(join(RULES, 'clusterip-grpc/bad.yaml'), 'utf8');

describe('the program', () => {
  const root = join(__dirname, '..', '..', '..');
  const main = ['--import', 'tsx', join(root, 'src/checks/cli/main.ts')];

  test('reads standard input, writes standard output and exits', () => {
    const { status, stdout, stderr } = spawnSync('node', [...main, 'check', '-'], {
      cwd: root,
      input: BAD,
      encoding: 'utf8',
    });
    expect(stdout).toContain('1 error in 3 objects');
    expect([status, stderr]).toEqual([1, '']);
  });

  test('ends without a word when nobody reads on', () => {
    const folder = folderOf({
      'many.yaml': Array.from({ length: 3000 }, (_, index) => BAD.replaceAll('demo', `n${index}`)).join('---\n'),
    });
    const command = `node ${main.join(' ')} check ${folder} | head -1`;
    expect(
      execFileSync('bash', ['-c', command], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }),
    ).toBe('Service n0/greeter\n');
    const piped = `set -o pipefail; ${command}`;
    expect(spawnSync('bash', ['-c', piped], { cwd: root, encoding: 'utf8' })).toMatchObject({ status: 1, stderr: '' });
  });

  test('ends with its own code when nobody hears its notes', () => {
    const folder = folderOf({ 'fine.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n', 'x.json': '{' });
    const command = (what: string) => `node ${main.join(' ')} ${what} 2>&-`;
    const codeOf = (what: string) => spawnSync('bash', ['-c', command(what)], { cwd: root, encoding: 'utf8' }).status;
    expect([codeOf(`check ${folder}`), codeOf('check --nonsense')]).toEqual([0, 2]);
    const full = `node ${main.join(' ')} check ${folder} 2> /dev/full`;
    expect(spawnSync('bash', ['-c', full], { cwd: root, encoding: 'utf8' }).status).toBe(0);
  });

  test('says so when its output cannot be written', () => {
    const command = `node ${main.join(' ')} check ${join(RULES, 'clusterip-grpc/bad.yaml')} > /dev/full`;
    expect(spawnSync('bash', ['-c', command], { cwd: root, encoding: 'utf8' })).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^the output cannot be written, got 'ENOSPC.*'; make room, or write elsewhere\n$/),
    });
  });
});
