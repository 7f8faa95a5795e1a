import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { wrapped } from '../../../src/checks/cli/wrap';
import { GrpcChecks } from '../../../src/checks';
import { run } from './run';

const RULES = join(__dirname, '../rules');

test('lines are as long as fits, and none is empty', () => {
  expect(wrapped('a'.repeat(96), '    ')).toBe(`    ${'a'.repeat(96)}`);
  expect(wrapped(`${'a'.repeat(94)} b cc`, '    ', '      ')).toBe(`    ${'a'.repeat(94)} b\n      cc`);
});

test('a word that is longer than a line stays whole', () => {
  const word = 'x'.repeat(120);
  expect(wrapped(`an ${word} end`, '  ')).toBe(`  an\n  ${word}\n  end`);
  expect(wrapped(word, '  ')).toBe(`  ${word}`);
});

/** Addresses may be longer than a line, and lines of code are copied as they are. */
const tooLong = (text: string) =>
  text.split('\n').filter((line) => line.length > 100 && /\S \S/.test(line.slice(0, 100).trim()));

test.each([['--help'], ...GrpcChecks.rules.map(({ id }) => ['--explain', id])])(
  'check %s %s fits into a terminal',
  async (...args) => {
    expect(tooLong((await run(['check', ...args])).stdout)).toEqual([]);
  },
);

test.each(GrpcChecks.rules.map(({ id }) => id))(
  'what %s finds fits into a terminal, and so does explain',
  async (id) => {
    const text = readFileSync(join(RULES, id, 'bad.yaml'), 'utf8');
    for (const command of ['check', 'explain']) {
      const [described] = (await run([command, '-'], text)).stdout.split('Lines for clients');
      expect(tooLong(described)).toEqual([]);
    }
  },
);
