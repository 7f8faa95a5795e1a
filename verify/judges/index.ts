import pinned from '../engines.json';
import { Engine } from '../support/check';
import { withFolder } from '../support/folders';
import { App, Output, outputsOf } from '../support/outputs';
import { Minor } from './check';
import { checkov } from './checkov';
import { kubeScore } from './kube-score';
import { kubeconform } from './kubeconform';

const APP: App = { name: 'app', path: 'verify/judges/app.ts', placements: ['server-pod', 'client-pod'] };
const CHECKS = [kubeconform, kubeScore, checkov];
const MINORS: Minor[] = pinned.judges.kubernetes;

export const engine: Engine = {
  checks: CHECKS.map(({ name }) => name),
  run: async (report, wanted) => {
    const outputs = new Map<Minor, Output[]>();
    for (const minor of MINORS) outputs.set(minor, await outputsOf(APP, { KUBERNETES_VERSION: minor }));
    for (const { name, run, controls } of CHECKS.filter((check) => wanted(check.name))) {
      for (const minor of MINORS)
        await report.check(name, minor, () => withFolder((folder) => run(outputs.get(minor)!, minor, folder)));
      for (const { broken, says, edit, minor = MINORS[MINORS.length - 1] } of controls) {
        const wrong = structuredClone(outputs.get(minor)!);
        edit(wrong);
        await report.control(name, minor, broken, says, () => withFolder((folder) => run(wrong, minor, folder)));
      }
    }
  },
};
