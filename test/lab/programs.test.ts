import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Capacity } from '../../lab/programs/capacity';

const root = join(__dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

test.each(['env', 'client', 'server'])('the adapter grpcenv/%s.ts is the one of docs/adapters/node.md', (name) => {
  const page = read('docs/adapters/node.md');
  const [, code] = new RegExp(`<!-- file: grpcenv/${name}\\.ts -->\\s+\`\`\`ts\\n([^]*?)\`\`\``).exec(page)!;
  expect(read(`lab/programs/grpcenv/${name}.ts`)).toBe(code);
});

describe('the capacity of a pod', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick'] }));
  afterEach(() => jest.useRealTimers());

  /** When each of some requests, which come at once, has had its turn. */
  function turns(capacity: Capacity, requests: number): number[] {
    const start = performance.now();
    const ends: number[] = [];
    for (let sent = 0; sent < requests; sent++) capacity.take(() => ends.push(performance.now() - start));
    jest.runAllTimers();
    return ends;
  }

  test('one at a time: the others wait', () => {
    expect(turns(new Capacity(1, 3), 4)).toEqual([3, 6, 9, 12]);
  });

  test('two at a time', () => {
    expect(turns(new Capacity(2, 5), 4)).toEqual([5, 5, 10, 10]);
  });

  test('says how many requests a second that is', () => {
    expect(String(new Capacity(1, 3))).toBe('1 at a time, 3 ms each: 333 requests a second at most');
  });
});
