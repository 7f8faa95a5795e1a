export * from './endpoint';
export * from './grpc-dashboard';
export * from './grpc-monitoring';
export * from './operator-labels';
export * from './options';
export * from './telemetry';
export * from './telemetry-source';
