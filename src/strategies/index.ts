// The contract of a strategy, for those who write one, and the options of ours.
export * from './client-side-options';
export * from './config';
export * from './envoy-options';
export * from './istio-options';
export * from './linkerd-options';
export * from './proxy-drain';
export * from './sidecar-config';
export * from './strategy';
