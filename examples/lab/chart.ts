import { ApiObject, Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { GrpcClient, GrpcServer } from '../../src';

export interface LabChartProps {
  /** The image that lab/Dockerfile gives. */
  readonly image: string;
  readonly replicas: number;
  /** How long a pod takes for a request, of which it serves `slots` at a time. */
  readonly serviceTime: Duration;
  readonly slots: number;
  /** Requests of each run, and how many are under way at once. */
  readonly requests: number;
  readonly concurrency: number;
  /** For the scenes that compress time. */
  readonly maxConnectionAge?: Duration;
  readonly longestRequest?: Duration;
  readonly minReady?: Duration;
  readonly unboundedStreams?: boolean;
}

/** What a client asks for while pods are replaced, a second and in all: less than a pod can do, for two minutes. */
const RESTART = { rate: 250, requests: 30000 };

/** The experiment: a server of some replicas, and Jobs that call it. */
export class LabChart extends Chart {
  public readonly server: GrpcServer;

  public constructor(scope: Construct, id: string, props: LabChartProps) {
    super(scope, id, { namespace: 'grpc-lab' });
    const { image, replicas, maxConnectionAge, longestRequest, minReady, unboundedStreams } = props;
    this.server = new GrpcServer(this, 'grpc-server', {
      ...{ image, replicas, maxConnectionAge, longestRequest, minReady, unboundedStreams },
      user: 1000,
    });
    const { env } = this.server.container;
    env.addVariable('POD_NAME', kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.POD_NAME));
    env.addVariable('LAB_SERVICE_MS', kplus.EnvValue.fromValue(String(props.serviceTime.toMilliseconds())));
    env.addVariable('LAB_SLOTS', kplus.EnvValue.fromValue(String(props.slots)));

    const { requests, concurrency } = props;
    this.caller('lab-client', image, [
      `node client.js --run lab-client --clients 1 --requests ${requests} --concurrency ${concurrency} --probe 500`,
      `node client.js --run lab-client-10 --clients 10 --requests ${requests} --concurrency ${concurrency}`,
    ]);
    this.caller('lab-ghz', image, [
      `node ghz.js --run lab-ghz --connections 1 --requests ${requests} --concurrency ${concurrency}`,
      `node ghz.js --run lab-ghz-10 --connections 10 --requests ${requests} --concurrency ${concurrency}`,
    ]);
    const { rate, requests: all } = RESTART;
    this.caller('lab-restart', image, [`node client.js --run lab-restart --requests ${all} --rate ${rate}`]);
  }

  /**
   * A Job that runs programs one after the other, and asks the pods at the end what they have counted.
   *
   * It is suspended: a client that starts while two of five pods are ready may stay on the two, and Jobs at once disturb each other.
   */
  private caller(name: string, image: string, programs: string[]): void {
    const { headlessServiceName, namespace, ports } = this.server;
    const counts = `node counts.js --pods ${headlessServiceName}.${namespace}:${ports[0].port}`;
    const container = {
      ...{ name: 'caller', image, command: ['sh', '-c', [...programs, counts].join(' && ')] },
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
    };
    const pod = {
      ...{ restartPolicy: 'Never', containers: [container], automountServiceAccountToken: false },
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    };
    const job = new ApiObject(this, name, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name },
      spec: { suspend: true, backoffLimit: 0, template: { metadata: { labels: { app: name } }, spec: pod } },
    });
    new GrpcClient(this, `${name}-connections`, { workload: job }).connectTo(this.server);
  }
}
