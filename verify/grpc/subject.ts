import { synthesize } from '../support/synth';

type Environment = Record<string, string>;

/** What a check gets of the manifests, as plain data. */
export interface Subject {
  /** Environment of the server's container. */
  server: Environment;
  /** Environment of the client's container. */
  client: Environment;
  /** The port on which the server's pods listen. */
  port: number;
  /** The name of the headless Service, as the cluster's DNS knows it. */
  headless: string;
  /** How long after leaving the Service a pod is told to stop, in seconds. */
  preStop: number;
  /** How long after leaving the Service a pod is killed, in seconds. */
  terminationGracePeriod: number;
  /** The time, in seconds, in which alerts expect a new pod to be noticed. */
  convergence: number;
  /** The signal that tells it to stop. */
  stopSignal: NodeJS.Signals;
}

/** Manifests by name: `example` is examples/greeter, others are in variants.ts. */
export async function subjectOf(variant: string): Promise<Subject> {
  const manifests =
    variant === 'example'
      ? await synthesize({ GRPC_LB_STRATEGY: 'client-side' })
      : await synthesize({ VARIANT: variant }, 'verify/grpc/variants.ts');
  const pods = manifests.filter(({ kind }) => kind === 'Deployment').map(({ spec }) => spec.template.spec);
  const server = only(pods.filter(({ containers }) => hasEnv(containers[0], 'GRPC_SERVER_OPTIONS')));
  const client = only(pods.filter(({ containers }) => hasEnv(containers[0], 'GRPC_SERVER_GRPC_TARGET')));
  const service = only(manifests.filter(({ kind, spec }) => kind === 'Service' && spec.clusterIP === 'None'));
  const rules = only(manifests.filter(({ kind }) => kind === 'PrometheusRule')).spec.groups[0].rules;
  const [container] = server.containers;
  return {
    server: environmentOf(container),
    client: environmentOf(client.containers[0]),
    port: container.ports.find(({ name }: any) => name === 'grpc').containerPort,
    headless: `${service.metadata.name}.${service.metadata.namespace}.svc.cluster.local`,
    preStop: container.lifecycle.preStop.sleep.seconds,
    terminationGracePeriod: server.terminationGracePeriodSeconds,
    convergence: convergenceOf(rules),
    stopSignal: container.lifecycle.stopSignal ?? 'SIGTERM',
  };
}

/** A pod counts as settled when it has been there for the convergence and for a window of 5 min. */
function convergenceOf(rules: any[]): number {
  const { expr } = only(rules.filter(({ record }) => record === 'grpc_server_pod:settled:count'));
  return Number(/> (\d+)\)$/.exec(expr)![1]) - 300;
}

const hasEnv = ({ env = [] }: any, wanted: string) => env.some(({ name }: any) => name === wanted);

/** As the kubelet resolves it. */
function environmentOf({ env }: any): Environment {
  return Object.fromEntries(
    env.map(({ name, value, valueFrom }: any) => {
      if (valueFrom && valueFrom.fieldRef?.fieldPath !== 'metadata.name')
        throw new Error(`expected no other field than the pod's name, got ${JSON.stringify(valueFrom)}`);
      return [name, valueFrom ? 'pod' : value];
    }),
  );
}

function only<T>(found: T[]): T {
  if (found.length !== 1) throw new Error(`expected one in the manifests, got ${found.length}`);
  return found[0];
}

/** Breaks a manifest on purpose. */
export type Break = (subject: Subject) => void;

const VARIABLES = { server: 'GRPC_SERVER_OPTIONS', client: 'GRPC_SERVER_GRPC_CHANNEL_OPTIONS' };

/** Channel arguments of a side. */
export function argumentsOf(subject: Subject, side: 'server' | 'client'): Record<string, number | string> {
  return JSON.parse(subject[side][VARIABLES[side]]);
}

/** Breaks the channel arguments of a side. */
export function inArguments(side: 'server' | 'client', edit: (args: Record<string, number | string>) => void): Break {
  return (subject) => {
    const args = argumentsOf(subject, side);
    edit(args);
    subject[side][VARIABLES[side]] = JSON.stringify(args);
  };
}
