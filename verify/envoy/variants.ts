/** The greeter with options of Envoy that the example leaves alone; VARIANT names them. */
import { App, Duration } from 'cdk8s';
import { GreeterChart } from '../../examples/greeter/chart';
import { IpFamily, LoadBalancing, strategies } from '../../src';

const NO_SHELL = 'docker.io/envoyproxy/envoy:distroless-v1.40.0';

const options: Record<string, strategies.EnvoySidecarOptions> = {
  'no-shell': { image: NO_SHELL, maxConnectionDuration: Duration.seconds(20) },
  'least-request': { algorithm: strategies.EnvoyAlgorithm.LEAST_REQUEST },
  'status-ejection': { consecutiveServerErrors: 5 },
};
const families: Record<string, IpFamily> = { ipv6: IpFamily.IPV6, 'dual-stack': IpFamily.DUAL_STACK };

const variant = process.env.VARIANT ?? '';
const app = new App();
LoadBalancing.select(app, LoadBalancing.envoySidecar(options[variant]), { cluster: { ipFamily: families[variant] } });
new GreeterChart(app, 'greeter');
app.synth();
