import { Engine } from '../support/check';
import { App, Output, outputsOf } from '../support/outputs';
import { CHECKS } from './checks';
import { withCluster } from './cluster';
import { Gitops } from './gitops';

export const engine: Engine = {
  checks: CHECKS.map(({ name }) => name),
  run: async (report, wanted) => {
    const checks = CHECKS.filter(({ name }) => wanted(name));
    const outputs = new Map<App, Output[]>();
    for (const app of new Set(checks.flatMap(({ apps }) => apps))) outputs.set(app, await outputsOf(app));
    await withCluster(async (api) => {
      const gitops = new Gitops(api);
      for (const { name, apps, run, controls } of checks) {
        for (const app of apps) await report.check(name, app.name, () => run(gitops, outputs.get(app)!));
        for (const { app, broken, says, edit } of controls) {
          const wrong = structuredClone(outputs.get(app)!);
          edit(wrong);
          await report.control(name, app.name, broken, says, () => run(gitops, wrong));
        }
      }
    });
  },
};
