import { App, Chart, Duration } from 'cdk8s';
import { LoadBalancing, monitoring } from '../../src';

const app = new App();
LoadBalancing.select(app, LoadBalancing.clientSide(), {
  cluster: { ruleLabels: monitoring.OperatorLabels.kubePrometheusStack() },
});
const chart = new Chart(app, 'grpc-monitoring', { namespace: 'shop' });

// deployed by a Helm chart: clients balance, Micrometer counts
new monitoring.GrpcMonitoring(chart, 'ledger', {
  serverName: 'ledger',
  workloadKind: 'StatefulSet',
  source: monitoring.TelemetrySource.micrometer(),
  endpoints: [{ portName: 'http', port: 8080, path: '/actuator/prometheus' }],
  podSelector: { app: 'ledger' },
  convergence: Duration.minutes(7),
});

// in another namespace: Istio balances and counts, and its own monitor scrapes
new monitoring.GrpcMonitoring(chart, 'checkout', {
  serverName: 'checkout',
  namespace: 'payments',
  source: monitoring.TelemetrySource.istio(),
  convergence: Duration.seconds(10),
  joinsSlowly: false,
  alertLabels: { team: 'payments' },
  requestsUneven: { severity: monitoring.Severity.CRITICAL },
});

new monitoring.GrpcDashboard(chart, 'dashboard', { folder: 'gRPC' });

app.synth();
