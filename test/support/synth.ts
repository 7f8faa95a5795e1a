import { App, Chart } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { ClusterFacts, LoadBalancing, strategies } from '../../src';

/** An app with one chart, `shop`, in the namespace `demo`. */
export interface Tree {
  readonly app: App;
  readonly chart: Chart;
}

/** An app with a strategy selected; without one, the app has not selected any. */
export function tree(strategy?: strategies.ILoadBalancingStrategy, cluster?: ClusterFacts): Tree {
  const app = new App();
  if (strategy || cluster) LoadBalancing.select(app, strategy ?? LoadBalancing.clientSide(), { cluster });
  return { app, chart: new Chart(app, 'shop', { namespace: 'demo' }) };
}

/** What the app's YAML says, as objects: what did not survive the way into text is not here. */
export function synthesized(app: App): any[] {
  return parseAllDocuments(app.synthYaml()).map((document) => document.toJS());
}
