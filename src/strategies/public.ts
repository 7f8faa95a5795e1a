// The contract of a strategy, for those who write one, and the options of ours.
export * from '../load-balancing';
export * from '../load-balancing-config';
export * from '../sidecar';
export * from './client-side-options';
export * from './envoy-options';
export * from './istio-options';
export * from './linkerd-options';
