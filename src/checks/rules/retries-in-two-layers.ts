import { Words } from '../../private/errors';
import { Fields } from '../manifests/fields';
import { Severity } from '../finding';
import { Manifests } from '../manifests/manifests';
import { meshOf } from '../facts/mesh';
import { memoized } from '../manifests/memoized';
import { Rule } from '../rule';
import { nameOf, serviceConfigs } from '../facts/service-config';

/** What Istio's default route retries too, by name and number. */
const RETRIED_BY_ISTIO = ['UNAVAILABLE', 14, 'CANCELLED', 1];

/** One attempt and two retries. */
const ATTEMPTS_OF_ISTIO = 3;

export const retriesInTwoLayers: Rule = {
  id: 'retries-in-two-layers',
  severity: Severity.WARNING,
  title: 'A client that retries what Istio retries for it',
  why: `Istio retries twice, by default, what fails with \`UNAVAILABLE\` or \`CANCELLED\`. A client with a \`retryPolicy\` for the same codes sees one failed
attempt only after three attempts of Istio: three attempts become nine. That happens when servers are overloaded, when it hurts most. The
retry throttling of the client counts a third of them.`,
  fix: "leave retries to one of them: remove retryPolicy, or write 'retries: {attempts: 0}' in a VirtualService",
  threads: ['istio/istio#20547', 'istio/istio#50506'],
  *check(manifests) {
    if (someRouteRetriesNever(manifests)) return;
    for (const config of serviceConfigs(manifests)) {
      const attempts = attemptsOf(config.config);
      const reader = config.readers.find(({ workload }) => meshOf(manifests, workload) === 'Istio');
      if (!reader || attempts <= 1) continue;
      yield {
        manifest: config.manifest,
        what: `Istio retries twice what ${nameOf(config)} makes the client in container '${reader.container.name}' try again: one request can reach servers ${attempts * ATTEMPTS_OF_ISTIO} times`,
        got: new Words(`maxAttempts ${attempts}`),
        at: config.at,
      };
    }
  },
};

/** The most attempts at a request that Istio retries too. */
function attemptsOf(config: Fields): number {
  const policies = config.list('methodConfig').map((method) => method.get('retryPolicy'));
  const both = policies.filter((policy) =>
    policy.list('retryableStatusCodes').some((code) => RETRIED_BY_ISTIO.includes(code.text() ?? code.number() ?? '')),
  );
  return Math.max(1, ...both.map((policy) => policy.number('maxAttempts') ?? 1));
}

/** For whom it is meant is too much to ask: whoever turns Istio's retries off knows about them. */
const someRouteRetriesNever: (manifests: Manifests) => boolean = memoized((manifests) =>
  manifests
    .ofKind('networking.istio.io', 'VirtualService')
    .some(({ fields }) => fields.list('spec', 'http').some((route) => route.number('retries', 'attempts') === 0)),
);
