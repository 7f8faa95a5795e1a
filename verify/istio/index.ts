import { Engine } from '../support/check';
import { pool } from '../support/pool';
import { Report } from '../support/report';
import { Control, IstioCheck } from './check';
import { CHECKS } from './checks';
import { look } from './istiod';
import { Setting } from './settings';
import { Subject, subjectOf } from './subject';

const AT_ONCE = 2;

export const engine: Engine = {
  checks: CHECKS.map(({ name }) => name),
  run: async (report, wanted) => {
    const checks = CHECKS.filter(({ name }) => wanted(name));
    const settings = [...new Set(checks.flatMap((check) => check.settings))];
    await pool(
      AT_ONCE,
      settings.map((setting) => () => runIn(report, setting, checks)),
    );
  },
};

/** What `cdk8s synth` wrote is looked at once for all checks; each broken manifest of a control by itself. */
async function runIn(report: Report, setting: Setting, checks: IstioCheck[]): Promise<void> {
  const subject = await subjectOf(setting);
  const seen = await look(subject);
  for (const check of checks.filter(({ settings }) => settings.includes(setting))) {
    await report.check(check.name, setting.name, async () => check.run({ setting, subject, seen }));
    const own = check.controls.filter((control) => (control.setting ?? check.settings[0]) === setting);
    for (const control of own) await runControl(report, check, control, setting, subject);
  }
}

async function runControl(report: Report, check: IstioCheck, control: Control, setting: Setting, subject: Subject) {
  const wrong = structuredClone(subject);
  control.edit(wrong);
  await report.control(check.name, setting.name, control.broken, control.says, async () =>
    check.run({ setting, subject: wrong, seen: await look(wrong) }),
  );
}
