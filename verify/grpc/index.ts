import { join } from 'node:path';
import { Engine } from '../support/check';
import { runIsolated } from '../support/isolated';
import { pool } from '../support/pool';
import { Report } from '../support/report';
import { build } from './build';
import { GrpcCheck } from './check';
import { CHECKS } from './checks';
import type { Job } from './inside';
import { LANGUAGES } from './languages';
import { Subject, subjectOf } from './subject';

/** Most checks wait most of the time, but each has its four clients to start. */
const AT_ONCE = 4;

/** One line of the report. */
interface Task {
  readonly seconds: number;
  readonly busy: boolean;
  run(): Promise<void>;
}

export const engine: Engine = {
  checks: ['grpc/adapters', ...CHECKS.map(({ name }) => name)],
  run: async (report, wanted) => {
    const built: string[] = [];
    for (const language of LANGUAGES) {
      await report.check('grpc/adapters', language.name, async () => {
        const told = await build(language);
        built.push(language.name);
        return told;
      });
    }
    // A client of each language is part of every check.
    if (built.length < LANGUAGES.length) return;
    const tasks: Task[] = [];
    for (const check of CHECKS.filter(({ name }) => wanted(name)))
      tasks.push(...tasksOf(report, check, await subjectOf(check.variant)));
    tasks.sort((a, b) => b.seconds - a.seconds);
    const runAll = (busy: boolean, limit: number) =>
      pool(
        limit,
        tasks.filter((task) => task.busy === busy).map(({ run }) => run),
      );
    await Promise.all([runAll(true, 1), runAll(false, AT_ONCE)]);
  },
};

/** A check on each fleet, and with each of the manifests that are broken on purpose. */
function tasksOf(report: Report, check: GrpcCheck, subject: Subject): Task[] {
  const { name, seconds, busy = false, fleets } = check;
  const checks = fleets.map((servers) => {
    const measure = () => measureInside({ check: name, servers, subject });
    return { seconds, busy, run: () => report.check(name, servers.join(', '), measure) };
  });
  const controls = check.controls.flatMap(({ broken, says, edit, fleets: where = fleets }) => {
    const wrong = structuredClone(subject);
    edit(wrong);
    return where.map((servers) => {
      const measure = () => measureInside({ check: name, servers, subject: wrong });
      return { seconds, busy, run: () => report.control(name, servers.join(', '), broken, says, measure) };
    });
  });
  return [...checks, ...controls];
}

const measureInside = (job: Job) => runIsolated(join(__dirname, 'inside.ts'), job);
