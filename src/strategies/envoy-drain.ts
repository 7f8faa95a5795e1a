import { Duration } from 'cdk8s';
import { Place, refuse } from '../private/errors';
import { ADMIN_PORT } from './envoy-parts';

/** Time that kube-proxy takes to send no more connections to a pod that leaves, taken generously. */
const PROXY_LAG_SECONDS = 5;

/**
 * Time after which a connection without requests is told to leave.
 *
 * Envoy tells a connection only together with a response: one that is quiet during the drain would not learn of it. Half the time, so that a
 * request that begins just before has the other half for its response.
 */
export function idleTimeout(preStop: Duration): Duration {
  return Duration.seconds(Math.floor(preStop.toSeconds() / 2));
}

/**
 * Bash command that sends the callers elsewhere while Envoy goes on serving (`graceful&skip_exit`), and then waits for the requests under way:
 * most of them are served by other pods, so that the end of the own application says nothing about them.
 *
 * The image has bash but no curl, and the admin port is on loopback, out of the kubelet's reach. A GET of `/drain_listeners` is answered with 405.
 * Only names of our listeners have a slash; without an answer nothing is known, and it waits.
 */
export function drainCommand(preStop: Duration, longestRequest: Duration): string {
  const end = preStop.toSeconds() + longestRequest.toSeconds();
  return [
    `admin() { printf '%s HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n' "$1" >&3; timeout 1 cat <&3; } 3<>/dev/tcp/127.0.0.1/${ADMIN_PORT}`,
    `idle() { requests=$(admin 'GET /stats?filter=/.*downstream_rq_active'); [[ $requests == *'rq_active: 0'* && $requests != *'rq_active: '[1-9]* ]]; }`,
    `admin 'POST /drain_listeners?graceful&skip_exit' >/dev/null`,
    `sleep ${preStop.toSeconds()}`,
    `until idle || ((SECONDS >= ${end})); do sleep 1; done`,
  ].join('\n');
}

/** Without a command nobody waits for requests: they must be over when Envoy stops, which is after `preStop` if the application has nothing to do. */
export function checkConnectionDuration(
  place: Place,
  maxConnectionDuration: Duration,
  preStop: Duration,
  longestRequest: Duration,
): void {
  const [age, longest] = [maxConnectionDuration.toSeconds(), longestRequest.toSeconds()];
  const shortest = age + longest + PROXY_LAG_SECONDS;
  if (preStop.toSeconds() >= shortest) return;
  refuse(
    place,
    `'preStop' must be at least ${shortest} s (maxConnectionDuration ${age} s, longestRequest ${longest} s, margin ${PROXY_LAG_SECONDS} s)`,
    preStop,
    "lengthen it, or shorten 'maxConnectionDuration'",
  );
}
