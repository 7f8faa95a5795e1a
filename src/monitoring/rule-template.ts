import { IConstruct } from 'constructs';
import { appState } from '../private/app-state';
import { quote } from '../private/promql';
import { onceInSynth } from '../private/synth/once';
import { sortKeys } from '../private/synth/rendering';
import { TelemetrySubject } from './telemetry-subject';

/** A server as its rules know it: names, and the kind of its workload. */
export type NamedServer = Required<TelemetrySubject>;

const NAMES = ['serverName', 'namespace', 'workloadName', 'podNames', 'jobName', 'proxyJobName'] as const;

/** What stands for a name; nobody writes a DEL, and JavaScript holds it in one byte, as it does all that is around it. */
const markOf = (name: string) => `\x7F${name}\x7F`;
const MARKS = new RegExp(markOf(`(${NAMES.join('|')})`));

/**
 * What `compose` makes of a server, with sorted keys: text, in which its names are only put in.
 *
 * A fleet has thousands of servers of a few shapes, and expressions are long: those of servers that differ in names alone are composed once in a
 * synth, with marks for names. So nothing that composes may look into a name; a test compares with what is composed without marks.
 */
export function composeOnce<Subject>(
  scope: IConstruct,
  server: NamedServer,
  subjectOf: (server: NamedServer) => Subject,
  compose: (subject: Subject) => object,
): any {
  const subject = subjectOf(marked(server));
  const shape = JSON.stringify(subject);
  const template = onceInSynth(appState(scope), shape, () => JSON.stringify(sortKeys(compose(subject))).split(MARKS));
  const names = escaped(server);
  // Texts and names take turns.
  return JSON.parse(template.map((part, index) => (index % 2 === 0 ? part : names[part])).join(''));
}

/** The server of the template; an empty name stays empty, as that says that there is none. */
function marked(server: NamedServer): NamedServer {
  const marks = NAMES.map((name) => [name, server[name] && markOf(name)]);
  return { ...server, ...Object.fromEntries(marks) };
}

/** Names as they are in a PromQL string in JSON; what is put elsewhere has nothing to escape. */
function escaped(server: NamedServer): { [name: string]: string } {
  return Object.fromEntries(NAMES.map((name) => [name, JSON.stringify(quote(server[name]).slice(1, -1)).slice(1, -1)]));
}
