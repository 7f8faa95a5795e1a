import { Finding } from '../finding';
import { runRules, settingsOf } from '../grpc-checks';
import { Manifest } from '../manifests/manifest';
import { Manifests } from '../manifests/manifests';
import { Silenced } from '../silence';
import { Config } from './config';
import { idleExceptions, silence } from './exceptions';

/** What rules and a configuration say of manifests. */
export interface Judgement {
  readonly manifests: Manifests;
  readonly findings: readonly Finding[];
  readonly silenced: readonly Silenced[];
  /** What to tell of the configuration itself. */
  readonly notes: readonly string[];
}

/** Checks manifests as a configuration wants it. */
export function judge(all: Manifest[], { options, exceptions }: Config): Judgement {
  const manifests = new Manifests(all, settingsOf(options));
  const outcome = runRules(manifests, options);
  return { manifests, ...silence(outcome, exceptions), notes: idleExceptions(outcome, exceptions) };
}
