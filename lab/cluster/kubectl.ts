import { ended, start } from '../../verify/support/processes';
import { LabError } from '../errors';
import { KUBECTL } from './programs';

/** kubectl, as the documentation has it. */
export class Kubectl {
  public constructor(private readonly kubeconfig: string) {}

  /** What it prints; throws what it complains of. */
  public async run(...args: string[]): Promise<string> {
    const child = start(KUBECTL, ['--kubeconfig', this.kubeconfig, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const { code, stdout, stderr } = await ended(child);
    if (code !== 0) throw new LabError(`kubectl ${args.join(' ')} failed, got '${stderr.trim()}'; see above`);
    // Pod Security warns of what it would refuse.
    if (/^Warning: /m.test(stderr)) throw new LabError(`kubectl ${args.join(' ')} warned, got '${stderr.trim()}'`);
    return stdout;
  }
}
