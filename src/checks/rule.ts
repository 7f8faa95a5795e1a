import { Severity } from './finding';
import { Manifest } from './manifests/manifest';
import { Manifests } from './manifests/manifests';

/** What a rule found in one object. */
export interface Problem {
  readonly manifest: Manifest;
  /** What is wrong, without the value. */
  readonly what: string;
  /** The value that is. */
  readonly got: unknown;
  /** What to do in this case; the rule's own fix by default. */
  readonly remedy?: string;
  /** Field that is wrong, for its line. */
  readonly at?: readonly string[];
  /** How bad it is in this case; the rule's own severity by default. */
  readonly severity?: Severity;
}

/** One way of being wrong: a pure function of the manifests, and what people need to know of it. */
export interface Rule {
  /** Public API: users silence rules by it. */
  readonly id: string;
  readonly severity: Severity;
  /** One line, for lists. */
  readonly title: string;
  /** Why it is wrong: what happens in a cluster. Markdown. */
  readonly why: string;
  /** What to do, as the end of a sentence after `;`. */
  readonly fix: string;
  /** Issues in which people suffered from it: `owner/repo#number`. */
  readonly threads: readonly string[];
  check(manifests: Manifests): Iterable<Problem>;
}
