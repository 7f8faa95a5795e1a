import { Duration } from 'cdk8s';
import { HealthOptions, HealthProbe } from '../../grpc-server-options';
import { Place, refuse } from '../errors';

type ProbeField = 'startupProbe' | 'readinessProbe' | 'livenessProbe';

const STARTUP_PERIOD_SECONDS = 2;

/** The options that each probe is made of. */
const OPTIONS: { readonly [field in ProbeField]: (keyof HealthOptions)[] } = {
  startupProbe: ['startupTime', 'port'],
  readinessProbe: ['service', 'port'],
  livenessProbe: ['port'],
};

/** Adds the probes that a container lacks; `port` is asked unless the options name another. */
export function addProbes(container: any, health: HealthOptions, port: number, place: Place): void {
  if (health.probe === HealthProbe.NONE) return;
  if (isStartupByDefault(container.startupProbe)) delete container.startupProbe;
  for (const [field, probe] of Object.entries(probes(health, port))) {
    if (container[field]) refuseUnused(container, field as ProbeField, health, place);
    container[field] ??= probe;
  }
}

function probes(health: HealthOptions, port: number): { [field in ProbeField]: object } {
  const { probe, service, startupTime = Duration.minutes(2) } = health;
  const number = health.port ?? port;
  const ask = (name?: string) =>
    probe === HealthProbe.TCP
      ? { tcpSocket: { port: number } }
      : { grpc: { port: number, ...(name && { service: name }) } };
  return {
    startupProbe: {
      ...ask(),
      periodSeconds: STARTUP_PERIOD_SECONDS,
      failureThreshold: Math.ceil(startupTime.toSeconds() / STARTUP_PERIOD_SECONDS),
    },
    readinessProbe: { ...ask(service), periodSeconds: 5, failureThreshold: 3, timeoutSeconds: 2 },
    livenessProbe: { ...ask(), periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 2 },
  };
}

/** The probe that cdk8s-plus adds to every container with a port, which nobody has asked for: it gives a server 30 s to start. */
function isStartupByDefault(probe: any): boolean {
  return probe?.tcpSocket !== undefined && probe.failureThreshold === 3 && Object.keys(probe).length === 2;
}

/** Refuses an option that a probe of the workload's own would make useless. */
function refuseUnused(container: any, field: ProbeField, health: HealthOptions, place: Place): void {
  const option = OPTIONS[field].find((name) => health[name] !== undefined);
  if (option) {
    const what = `container '${container.name}' has a ${field.replace('Probe', '')} probe of its own`;
    refuse(place, what, container[field], `remove it, or leave 'health.${option}' out`);
  }
}
