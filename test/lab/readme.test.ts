import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../..');

// In a process of its own: the plots' library is an ES module, which jest does not load.
test('README.md shows the run of the lab that docs/lab/results.json holds', () => {
  const { status, stderr } = spawnSync('node', ['--import', 'tsx', 'lab/readme.ts', '--check'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
