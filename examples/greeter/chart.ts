import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { GrpcClient, GrpcServer } from '../../src';

/** The classic greeter: a server of five pods, and a frontend that calls it. */
export class GreeterChart extends Chart {
  public constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'demo' });

    const greeter = new GrpcServer(this, 'grpc-server', {
      image: 'ghcr.io/acme/greeter:1.4.2',
      replicas: 5,
      metricsPort: 9090,
    });
    // So that an answer says which pod gave it.
    greeter.container.env.addVariable('POD_NAME', kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.POD_NAME));

    const frontend = new kplus.Deployment(this, 'frontend', {
      metadata: { name: 'frontend' },
      containers: [{ name: 'frontend', image: 'ghcr.io/acme/frontend:2.0.1', portNumber: 8080 }],
    });
    new GrpcClient(this, 'frontend-client', { workload: frontend }).connectTo(greeter);
  }
}
