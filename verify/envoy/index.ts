import { join } from 'node:path';
import pinned from '../engines.json';
import { Engine } from '../support/check';
import { runIsolated } from '../support/isolated';
import { pool } from '../support/pool';
import { Report } from '../support/report';
import { EnvoyCheck } from './check';
import { CHECKS } from './checks';
import type { Job } from './inside';
import { BOTH, Setting } from './settings';
import { Subject, subjectOf } from './subject';

const { oldest, newest, validated } = pinned.envoy;

/** Most checks wait most of the time. */
const AT_ONCE = 10;
const BUSY_AT_ONCE = 2;

/** One line of the report. */
interface Task {
  readonly seconds: number;
  readonly busy: boolean;
  run(): Promise<void>;
}

export const engine: Engine = {
  checks: CHECKS.map(({ name }) => name),
  run: async (report, wanted) => {
    const checks = CHECKS.filter(({ name }) => wanted(name));
    const settings = [...new Set(checks.flatMap((check) => check.settings))];
    const tasks: Task[] = [];
    await pool(
      BUSY_AT_ONCE,
      settings.map((setting) => async () => {
        const subject = await subjectOf(setting.environment, setting.app);
        const own = checks.filter((check) => check.settings.includes(setting));
        tasks.push(...own.flatMap((check) => tasksOf(report, check, setting, subject)));
      }),
    );
    tasks.sort((a, b) => b.seconds - a.seconds);
    const runAll = (busy: boolean, limit: number) =>
      pool(
        limit,
        tasks.filter((task) => task.busy === busy).map(({ run }) => run),
      );
    // Beside the busy ones run the longest, which wait.
    await Promise.all([runAll(true, BUSY_AT_ONCE), runAll(false, AT_ONCE)]);
  },
};

/** Each version runs the check on what was emitted; that it bites is shown on the newest. */
function tasksOf(report: Report, check: EnvoyCheck, setting: Setting, subject: Subject): Task[] {
  const { name, seconds, busy = false } = check;
  const { placement } = setting;
  const versions = [oldest, newest, ...(name === 'envoy/validates' ? validated : [])];
  const checks = versions.map((version) => {
    const measure = () => measureInside({ check: name, placement, version, subject });
    return { seconds, busy, run: () => report.check(name, `${version} ${setting.name}`, measure) };
  });
  const applicable = check.controls.filter(({ settings = BOTH }) => settings.includes(setting));
  const controls = applicable.map(({ broken, says, edit }) => {
    const wrong = structuredClone(subject);
    edit(wrong);
    const measure = () => measureInside({ check: name, placement, version: newest, subject: wrong });
    return { seconds, busy, run: () => report.control(name, `${newest} ${setting.name}`, broken, says, measure) };
  });
  return [...checks, ...controls];
}

const measureInside = (job: Job) => runIsolated(join(__dirname, 'inside.ts'), job);
