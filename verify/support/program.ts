import { ChildProcess } from 'node:child_process';
import { start } from './processes';

/** A program that must not end by itself. */
export class Program {
  /** Rejects when it ends, with the end of what it printed. */
  public readonly failed: Promise<never>;
  private readonly child: ChildProcess;
  private printed = '';

  public constructor(path: string, args: string[], env: NodeJS.ProcessEnv = process.env) {
    this.child = start(path, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    for (const stream of [this.child.stdout!, this.child.stderr!])
      stream.on('data', (chunk) => (this.printed = (this.printed + chunk).slice(-2000)));
    this.failed = new Promise((_, reject) => {
      this.child.once('error', reject);
      this.child.once('exit', (code) => reject(new Error(`${path} ended with ${code}:\n${this.printed}`)));
    });
  }

  public async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.failed.catch(() => undefined);
  }
}
