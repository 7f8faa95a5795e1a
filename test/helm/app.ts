/** The greeter and the dashboard, with everything in them that looks like a template; `HELM=1` for a Helm chart. */
import { ApiObject, App, Chart } from 'cdk8s';
import { GreeterChart } from '../../examples/greeter/chart';
import { LoadBalancing, monitoring } from '../../src';
import { escapeHelm } from '../../src/private/synth/helm';
import { TEXTS } from './texts';

const helm = process.env.HELM === '1';
const app = new App();
LoadBalancing.select(app, LoadBalancing.fromEnvironment(), { helm });
new GreeterChart(app, 'greeter');
const chart = new Chart(app, 'dashboard', { namespace: 'monitoring' });
new monitoring.GrpcDashboard(chart, 'dashboard', { source: monitoring.TelemetrySource.goGrpcMiddleware() });
const data = Object.fromEntries(TEXTS.map((text, index) => [String(index), text]));
const texts = new ApiObject(chart, 'texts', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'texts' }, data });
if (helm) escapeHelm(texts);
app.synth();
