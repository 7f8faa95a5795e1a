import { Finding, Severity } from '../finding';
import { Manifest } from '../manifests/manifest';
import { Silenced } from '../silence';

/** What a check found, and in what. */
export interface Result {
  readonly findings: readonly Finding[];
  readonly manifests: readonly Manifest[];
  readonly files: number;
  /** Files in which there is no Kubernetes object. */
  readonly withoutObjects: readonly string[];
  /** Ports that are known to speak gRPC. */
  readonly grpcPorts: number;
  /** Findings that annotations and the configuration silence, if they are to be told. */
  readonly silenced: readonly Silenced[];
  /** How many there are, told or not. */
  readonly ignored: number;
  /** What to tell of the input and of the configuration themselves. */
  readonly notes: readonly string[];
  /** Whether a finding makes the check fail. */
  fails(finding: Finding): boolean;
}

/** How many findings there are of each severity. */
export function counts(findings: readonly Finding[]): { [severity in Severity]: number } {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return { error: count(Severity.ERROR), warning: count(Severity.WARNING), info: count(Severity.INFO) };
}
