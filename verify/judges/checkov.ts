import { join } from 'node:path';
import pinned from '../engines.json';
import { find } from '../support/outputs';
import { JudgeCheck } from './check';
import { Finding, assertOnlyExceptions } from './exceptions';
import { CACHE, judge, strategyOf, writeOutputs } from './tool';

const FOLDER = join(CACHE, `checkov-${pinned.judges.checkov}`);
const ARGS = ['--framework', 'kubernetes', '--quiet', '--compact', '--skip-download', '--output', 'json'];

// Else it asks PyPI for a newer self.
const ENVIRONMENT = { PYTHONPATH: FOLDER, CKV_SKIP_PACKAGE_UPDATE_CHECK: 'true' };

/** Good practice, of which checkov has a hundred rules. */
export const checkov: JudgeCheck = {
  name: 'judges/checkov',
  run: async (outputs, _minor, folder) => {
    writeOutputs(outputs, folder);
    const args = [join(FOLDER, 'bin/checkov'), '--directory', folder, ...ARGS];
    const { results, summary } = await judge('python3', args, ENVIRONMENT);
    const findings: Finding[] = results.failed_checks.map((found: any) => ({
      what: `${found.check_id}: ${found.check_name}`,
      where: `${strategyOf(found.file_abs_path)}: ${found.resource}`,
    }));
    if (summary.parsing_errors) throw new Error(`checkov cannot read ${summary.parsing_errors} files`);
    return `${summary.passed} of its checks pass, ${assertOnlyExceptions('checkov', findings)}`;
  },
  controls: [
    {
      broken: 'a server that may write to its file system',
      edit: (outputs) =>
        (find(
          outputs,
          'linkerd',
          'Deployment',
          'catalog',
        ).spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem = false),
      says: /linkerd: Deployment\.shop\.catalog: CKV_K8S_22: Use read-only filesystem/,
    },
    {
      broken: 'a token of the API server in the pods',
      edit: (outputs) =>
        delete find(outputs, 'client-side', 'Deployment', 'orders').spec.template.spec.automountServiceAccountToken,
      says: /client-side: Deployment\.shop\.orders: CKV_K8S_38: /,
    },
  ],
};
