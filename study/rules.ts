/**
 * Prints, as JSON, the rules that the library emits for one server: for algorithms that aim at even shares, and for those that weigh load.
 *
 *   node --import tsx study/rules.ts
 */
import { App, Chart } from 'cdk8s';
import * as grpc from '../src';

const chart = new Chart(new App(), 'study', { namespace: 'demo' });

function rules(id: string, evenShares: boolean): unknown {
  const { prometheusRule } = new grpc.monitoring.GrpcMonitoring(chart, id, { serverName: 'greeter', evenShares });
  return prometheusRule?.toJson().spec;
}

console.log(JSON.stringify({ even: rules('even', true), weighing: rules('weighing', false) }, null, 2));
