import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { GrpcPort, IGrpcServer } from '../grpc-server-interface';
import { GrpcServerAttributes } from '../grpc-server-props';
import { GrpcTls } from '../grpc-tls';
import { refuse } from './errors';
import { DEFAULT_LONGEST_REQUEST } from './lifecycle';
import { checkNamespace, checkServiceName } from './input/names';
import { checkServerDurations, portsOf } from './input/server-input';
import { HEADLESS_SUFFIX } from './addresses';
import { checkStruct, checkTls } from './input/shapes';

/** A server that another app or repository describes: what is known of it, and no manifest. */
export class ImportedGrpcServer extends Construct implements IGrpcServer {
  public readonly serverName: string;
  public readonly namespace: string;
  public readonly ports: GrpcPort[];
  public readonly serviceName: string;
  public readonly headlessServiceName: string;
  public readonly tls: GrpcTls;
  public readonly keepaliveTime?: Duration;
  public readonly keepaliveTimeout?: Duration;
  public readonly longestRequest: Duration;

  public constructor(scope: Construct, id: string, attributes: GrpcServerAttributes) {
    super(scope, id);
    checkStruct(this, 'attributes', attributes);
    checkTls(this, attributes.tls);
    this.serverName = attributes.name;
    this.namespace = attributes.namespace;
    this.ports = portsOf(this, attributes);
    this.serviceName = attributes.serviceName ?? attributes.name;
    this.headlessServiceName = attributes.headlessServiceName ?? `${String(attributes.name)}${HEADLESS_SUFFIX}`;
    this.tls = attributes.tls ?? GrpcTls.plaintext();
    this.keepaliveTime = attributes.keepaliveTime;
    this.keepaliveTimeout = attributes.keepaliveTimeout;
    this.longestRequest = attributes.longestRequest ?? DEFAULT_LONGEST_REQUEST;
    checkNamespace(this, this.namespace);
    checkServiceName(this, 'name', this.serverName);
    checkServiceName(this, 'serviceName', this.serviceName);
    checkServiceName(this, 'headlessServiceName', this.headlessServiceName);
    checkServerDurations(this, attributes);
    if (this.keepaliveTimeout && !this.keepaliveTime) {
      const remedy = "pass 'keepaliveTime', which the server must permit";
      refuse(this, "'keepaliveTimeout' has no effect without 'keepaliveTime'", this.keepaliveTimeout, remedy);
    }
  }
}
