import { Chart, ChartProps } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { GrpcClient, GrpcServer, HealthProbe } from '../../src';

export class Shop extends Chart {
  public constructor(scope: Construct, id: string, props: ChartProps) {
    super(scope, id, props);

    // as before: a Deployment, the Service that callers dial, and a caller
    const orders = new kplus.Deployment(this, 'orders', {
      containers: [{ image: 'ghcr.io/acme/orders:1.4.2', portNumber: 50051 }],
    });
    orders.exposeViaService({ name: 'orders', ports: [{ port: 80, targetPort: 50051 }] });
    const web = new kplus.Deployment(this, 'web', {
      containers: [
        { image: 'ghcr.io/acme/web:2.0.1', envVariables: { ORDERS: kplus.EnvValue.fromValue('orders:80') } },
      ],
    });

    // new
    const server = GrpcServer.fromWorkload(this, 'orders-grpc', {
      workload: orders,
      name: 'orders-grpc',
      health: { probe: HealthProbe.TCP }, // it has no health service yet
    });
    new GrpcClient(this, 'web-grpc', { workload: web }).connectTo(server, { as: 'ORDERS' });
  }
}
