import { Panels } from '../panels';
import { SourceUnderTest } from '../sources';
import { firing, greeter, RuleCase, sharing } from './parts';

const each = (value: number) => Array<number>(4).fill(value);

/** Four pods, of which the last gets a quarter of what the first gets: by hand, from what they are said to do. */
function panels({ lacks, p99 }: SourceUnderTest): Panels {
  const shares = [0.4, 0.3, 0.2, 0.1];
  const requests = [20, 15, 10, 5];
  const connections = lacks.includes('connections') ? undefined : [4, 3, 2, 1];
  const latency = lacks.includes('latency') ? undefined : parseFloat(p99!);
  const latencies = latency === undefined ? undefined : each(latency);
  return {
    'Ready pods': [4],
    Requests: [50],
    // 20 of an average of 12.5.
    Skew: [1.6],
    // The square of the sum, 2500, over four times the sum of the squares, 750.
    Fairness: [0.833],
    'Alerts firing': [1],
    'Share of the requests per pod': [shares, 0.25],
    Alerts: [1],
    'Requests per pod': [requests, 12.5],
    'Skew and fairness': [1.6, 1.6, 0.833],
    'Age of pods against their share': [each(210 * 60), shares, requests, connections, latencies, each(0.1)],
    'Connections per pod': [connections],
    'p99 latency per pod': [latencies, latency],
    'Error ratio per pod': [each(0.1)],
    'Requests per pod, as scraped': [requests],
    'Failed requests per pod, as scraped': [requests.map((rate) => rate / 10)],
  };
}

/** What an operator sees. */
export const DASHBOARD: RuleCase[] = [
  {
    name: 'every query of the dashboard finds what is there',
    minutes: 30,
    servers: greeter(
      sharing([40, 30, 20, 10], { seconds: 1.8, failing: 0.1 }).map((pod, index) => ({
        ...pod,
        connections: 4 - index,
      })),
    ),
    checks: [{ at: 30, firing: [firing('requestsUneven', { value: '1.6' })], panels }],
  },
];
