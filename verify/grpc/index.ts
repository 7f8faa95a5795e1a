import { join } from 'node:path';
import { Engine } from '../support/check';
import { runIsolated } from '../support/isolated';
import { pool } from '../support/pool';
import { Report } from '../support/report';
import { build, buildIncomplete } from './build';
import { GrpcCheck, Load } from './check';
import { CHECKS } from './checks';
import type { Job } from './inside';
import { Language, LANGUAGES } from './languages';
import { Subject, subjectOf } from './subject';

/** How many run beside each other; each has four clients to start. */
const AT_ONCE: Record<Load, number> = { busy: 1, light: 3, idle: 4 };

/** One line of the report. */
interface Task {
  readonly seconds: number;
  readonly load: Load;
  run(): Promise<void>;
}

export const engine: Engine = {
  checks: ['grpc/adapters', ...CHECKS.map(({ name }) => name)],
  run: async (report, wanted) => {
    // A client of each language is part of every check.
    if (!(await buildAll(report, wanted('grpc/adapters')))) return;
    const tasks: Task[] = [];
    const late: Late = [];
    for (const check of CHECKS.filter(({ name }) => wanted(name)))
      tasks.push(...tasksOf(report, check, await subjectOf(check.variant), late));
    tasks.sort((a, b) => b.seconds - a.seconds);
    const runAll = (load: Load) =>
      pool(
        AT_ONCE[load],
        tasks.filter((task) => task.load === load).map(({ run }) => run),
      );
    await Promise.all([runAll('idle'), runAll('light'), runAll('busy')]);
    await pool(1, late);
  },
};

/** Builds all programs; whether they are all there. */
async function buildAll(report: Report, controls: boolean): Promise<boolean> {
  const built: Language[] = [];
  for (const language of LANGUAGES) {
    await report.check('grpc/adapters', language.name, async () => {
      const told = await build(language);
      built.push(language);
      return told;
    });
  }
  // Not Node and Java, whose compilers take long.
  for (const language of built.filter(({ name }) => controls && ['python', 'go'].includes(name))) {
    const says = /No module named 'grpcenv.env'|undefined: limits/;
    const broken = 'a page without its first file';
    await report.control('grpc/adapters', language.name, broken, says, () => buildIncomplete(language));
  }
  return built.length === LANGUAGES.length;
}

/** Checks that failed beside others, to be measured again. */
type Late = (() => Promise<void>)[];

/** A check on each fleet, and with each of the manifests that are broken on purpose. */
function tasksOf(report: Report, check: GrpcCheck, subject: Subject, late: Late): Task[] {
  const { name, seconds, load, fleets } = check;
  const checks = fleets.map((servers) => {
    const measure = () => measureInside({ check: name, servers, subject });
    const where = servers.join(', ');
    // Two processors and a dozen programs that start: a request may take seconds that has nothing to do with what is measured.
    const again = () => report.check(name, where, measure);
    const run = async () => void ((await report.firstTry(name, where, measure)) || late.push(again));
    return { seconds, load, run };
  });
  const controls = check.controls.flatMap(({ broken, says, edit, fleets: where = fleets }) => {
    const wrong = structuredClone(subject);
    edit(wrong);
    return where.map((servers) => {
      const measure = () => measureInside({ check: name, servers, subject: wrong });
      return { seconds, load, run: () => report.control(name, servers.join(', '), broken, says, measure) };
    });
  });
  return [...checks, ...controls];
}

const measureInside = (job: Job) => runIsolated(join(__dirname, 'inside.ts'), job);
