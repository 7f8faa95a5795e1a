import { join } from 'node:path';
import { loadPackageDefinition, ServiceClientConstructor } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

/** What a pod tells about itself. */
export interface PodDescription {
  readonly pod: string;
  /** Requests received, by run. */
  readonly requests: Record<string, number>;
  /** Connections on which they came, by run. */
  readonly connections: Record<string, number>;
  readonly capacity: string;
}

const definition = loadSync(join(__dirname, 'greeter.proto'), { keepCase: false, defaults: true });
const { v1 } = loadPackageDefinition(definition).lab as any;

/** The services of greeter.proto. */
export const Greeter: ServiceClientConstructor = v1.Greeter;
export const Pod: ServiceClientConstructor = v1.Pod;
