import { Construct } from 'constructs';
import { GrpcServerBase } from '../grpc-server-base';
import { GrpcWorkloadProps } from '../grpc-server-props';
import { refuse, Words } from './errors';
import { declaredPort } from './pods/ports';
import { Workload } from './pods/workload';

/** A server that an existing workload runs. */
export class WorkloadGrpcServer extends GrpcServerBase {
  public constructor(scope: Construct, id: string, props: GrpcWorkloadProps) {
    const place = `${scope.node.path}/${id}`;
    const workload = new Workload(props?.workload, scope, place);
    if (['Job', 'CronJob', 'Pod'].includes(workload.kind)) {
      refuse(
        place,
        'a server must be run by a workload that keeps its pods',
        new Words(workload.kind),
        'pass a Deployment, StatefulSet or DaemonSet',
      );
    }
    const others = [props.metricsPort, ...[props.additionalPorts].flat().map((additional) => additional?.port)];
    const port = props.port ?? declaredPort(workload, props.container, others);
    super(scope, id, { ...props, port, workloadKind: workload.kind, workloadName: workload.name, existing: true });
    if (workload.namespace !== this.namespace) {
      const remedy = 'define the server in a chart with that namespace';
      refuse(
        this,
        `the workload is not in the namespace '${this.namespace}' of the server's chart`,
        workload.namespace,
        remedy,
      );
    }
    this._attach(props.workload, props.container);
  }
}
