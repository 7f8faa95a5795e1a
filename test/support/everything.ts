import { ApiObject, Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { GrpcClient, GrpcServer, HealthProbe } from '../../src';

/**
 * A bigger app than the example: what one server and one caller do not show.
 *
 * `catalog` has every kind of port and scales, `orders` is a server that calls, `ledger` is a StatefulSet that was there before, `payments`
 * belongs to another team, and `web` calls three of them.
 */
export class EverythingChart extends Chart {
  public constructor(scope: Construct, id: string, { probe = HealthProbe.GRPC, ledgerKind = 'StatefulSet' } = {}) {
    super(scope, id, { namespace: 'shop' });

    const catalog = new GrpcServer(this, 'catalog', {
      image: 'ghcr.io/acme/catalog:2.3.0',
      additionalPorts: [{ name: 'grpc-admin', port: 50052 }],
      metricsPort: 9090,
      autoscaling: { minReplicas: 3, maxReplicas: 12 },
      longestRequest: Duration.seconds(20),
      health: probe === HealthProbe.TCP ? { probe } : { service: 'acme.Catalog', probe },
      user: 10001,
      serviceAccountName: 'catalog',
      imagePullSecrets: ['registry'],
      labels: { team: 'storefront' },
      annotations: { 'acme.example/owner': 'storefront' },
      podAnnotations: { 'acme.example/profile': 'cpu' },
      clusterIpService: true,
    });
    const orders = new GrpcServer(this, 'orders', {
      image: 'ghcr.io/acme/orders:7.0.1',
      port: 8443,
      replicas: 1,
      unboundedStreams: true,
      health: { probe },
    });
    const ledger = GrpcServer.fromWorkload(this, 'ledger-server', {
      workload: ledgerWorkload(this, ledgerKind),
      health: { probe },
    });
    const payments = GrpcServer.fromServerAttributes(this, 'payments', { name: 'payments', namespace: 'billing' });

    const web = new GrpcClient(this, 'web-client', { workload: webWorkload(this) });
    web.connectTo(catalog, { waitForReady: true, retry: { maxAttempts: 4 }, healthCheck: 'acme.Catalog' });
    web.connectTo(catalog, { port: 'grpc-admin', connectionsPerPod: 2, localPort: 21000 });
    web.connectTo(payments, { as: 'PAY' });
    const orderer = new GrpcClient(this, 'orders-client', { workload: orders });
    orderer.connectTo(catalog);
    orderer.connectTo(ledger);
  }
}

function ledgerWorkload(scope: Construct, kind: string): ApiObject {
  return new ApiObject(scope, 'ledger', {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'ledger' },
    spec: {
      ...(kind === 'StatefulSet' && { serviceName: 'ledger-headless' }),
      selector: { matchLabels: { app: 'ledger' } },
      template: {
        metadata: { labels: { app: 'ledger' } },
        spec: { containers: [{ name: 'ledger', image: 'ghcr.io/acme/ledger:1.0.0' }] },
      },
    },
  });
}

function webWorkload(scope: Construct): kplus.Deployment {
  return new kplus.Deployment(scope, 'web', {
    metadata: { name: 'web' },
    containers: [{ name: 'web', image: 'ghcr.io/acme/web:3.1.4', portNumber: 8080 }],
  });
}
