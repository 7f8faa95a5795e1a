import { Placement } from './world';

/** How the greeter is synthesized. */
export interface Setting {
  readonly name: string;
  readonly placement: Placement;
  readonly environment: Record<string, string>;
  /** The app; the example by default. */
  readonly app?: string;
}

const example = (placement: Placement): Setting => ({
  name: placement,
  placement,
  environment: { GRPC_ENVOY_PLACEMENT: placement },
});

const variant = (name: string): Setting => ({
  name,
  placement: 'server-pod',
  environment: { VARIANT: name },
  app: 'verify/envoy/variants.ts',
});

export const SERVER_POD = example('server-pod');
export const CLIENT_POD = example('client-pod');
export const NO_SHELL = variant('no-shell');
/** Requests that take longer than callers need to leave. */
export const LONG_REQUESTS: Setting = {
  name: 'long-requests',
  placement: 'server-pod',
  environment: {},
  app: 'verify/envoy/long-requests.ts',
};
export const DUAL_STACK = variant('dual-stack');

export const BOTH = [SERVER_POD, CLIENT_POD];
export const ALL = [
  ...BOTH,
  NO_SHELL,
  LONG_REQUESTS,
  DUAL_STACK,
  ...['ipv6', 'least-request', 'status-ejection'].map(variant),
];
