import { csv } from '../../lab/page/csv';
import { Row, sharesOf } from '../../lab/results';
import { pinnedLines } from '../../lab/table';
import { Judge } from '../../lab/verdicts';
import { random } from '../../lab/world/random';

const ROW: Row = { scene: 'pinning', strategy: 'client-side', clients: 1, requests: 10, failed: 0, counts: [5, 5] };

test('shares are in percent; of nothing they are 0', () => {
  expect(sharesOf([9, 1])).toEqual([90, 10]);
  expect(sharesOf([0, 0])).toEqual([0, 0]);
});

test('a verdict holds up to its limit, and a margin moves the limit', () => {
  const strict = new Judge('scene', 0);
  strict.atLeast('faster', 4.8, 4.8, ' ×');
  strict.atLeast('faster', 4.79, 4.8, ' ×');
  strict.atMost('shorter', 0.28, 0.27);
  const lenient = new Judge('scene', 10);
  lenient.atLeast('faster', 4.4, 4.8, ' ×');
  lenient.atMost('shorter', 0.29, 0.27);
  lenient.say('fails', 'one', false);
  expect(strict.verdicts.map(({ passed }) => passed)).toEqual([true, false, false]);
  expect(lenient.verdicts.map(({ passed }) => passed)).toEqual([true, true, false]);
  expect(lenient.verdicts[0].measured).toBe('4.4 ×, at least 4.32 ×');
});

test('a line of CSV for each row, with what needs quotes in quotes', () => {
  const [head, line, end] = csv([{ ...ROW, variant: 'a, "b"' }]).split('\r\n');
  expect(head).toMatch(/^scene,strategy,variant,clients,requests,failed,largest_share_percent,requests_by_pod,/);
  expect(line).toBe('pinning,client-side,"a, ""b""",1,10,0,50.00,5 5,,,,,,,');
  expect(end).toBe('');
});

test("the table has the article's figures beside ours", () => {
  const lines = pinnedLines([{ ...ROW, requestsPerSecond: 100 }]);
  expect(lines.map(([strategy, , shares]) => `${strategy}: ${shares}`)).toEqual([
    'article: before: 90 / 5 / 5 / 0 / 0',
    'article: after: 20 / 20 / 20 / 20 / 20',
    'client-side: 50.0 / 50.0',
  ]);
});

test('chance is the same for the same seed, and even', () => {
  const numbers = (seed: number) => Array.from({ length: 2000 }, random(seed));
  expect(numbers(7)).toEqual(numbers(7));
  expect(numbers(7)).not.toEqual(numbers(8));
  const buckets = [0, 1, 2, 3, 4].map((bucket) => numbers(7).filter((n) => Math.floor(n * 5) === bucket).length);
  for (const bucket of buckets) expect(bucket).toBeGreaterThan(320);
});
