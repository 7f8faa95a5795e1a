export * from './finding';
export { GrpcChecks } from './grpc-checks';
export * from './options';
