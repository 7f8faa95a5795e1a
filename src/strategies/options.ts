export { ClientSideOptions } from './client-side';
export * from './envoy-options';
export * from './istio-options';
export { LinkerdOptions } from './linkerd';
