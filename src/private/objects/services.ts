import { ApiObject } from 'cdk8s';
import { Service } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { GrpcPort } from '../../grpc-server-interface';
import { GrpcTls } from '../../grpc-tls';
import { editRendered } from '../synth/rendering';

/** What a Service is made of. */
export interface ServiceOptions {
  readonly name: string;
  readonly namespace: string;
  readonly labels: { [key: string]: string };
  readonly annotations?: { [key: string]: string };
  readonly ports: GrpcPort[];
  readonly tls: GrpcTls;
  /** Called at every rendering, as the selector of an existing workload is not known before. */
  readonly selector: () => { [key: string]: string };
  /** Where a port leads to in the pod, by name; the port itself by default. */
  readonly targetPorts?: { [portName: string]: number };
}

/** A Service whose name resolves to the addresses of the pods. */
export function headlessService(scope: Construct, options: ServiceOptions): Service {
  return service(scope, 'HeadlessService', options, 'None');
}

/** A Service with a virtual address. */
export function clusterIpService(scope: Construct, options: ServiceOptions): Service {
  return service(scope, 'Service', options);
}

function service(scope: Construct, id: string, options: ServiceOptions, clusterIP?: string): Service {
  const { name, namespace, labels, annotations, ports, selector, tls, targetPorts = {} } = options;
  // Of h2c both meshes know that it is HTTP/2: to Linkerd `grpc` is opaque TCP. It wins over the name of the port.
  const appProtocol = tls.encryptedByApplication ? 'https' : 'kubernetes.io/h2c';
  const created = new Service(scope, id, {
    metadata: { name, namespace, labels, annotations },
    clusterIP,
    ports: ports.map((port) => ({ name: port.name, port: port.port, targetPort: targetPorts[port.name] ?? port.port })),
  });
  editRendered(ApiObject.of(created), 'object', ({ spec }) => {
    spec.selector = selector();
    // cdk8s-plus emits an empty list.
    delete spec.externalIPs;
    for (const port of spec.ports) port.appProtocol = appProtocol;
  });
  return created;
}
