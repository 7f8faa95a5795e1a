import { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { start } from '../support/processes';
import { folderOf } from './build';
import { Language, Program } from './languages';

interface Waiting {
  readonly beginning: string;
  resolve(line: string): void;
  reject(error: Error): void;
}

/** A program of a language, run with the environment of a manifest and nothing of this machine's but the path. */
export class LanguageProcess {
  /** What it wrote to stderr. */
  public log = '';
  /** Resolves when it ended, with its exit code or its signal. */
  public readonly exited: Promise<number | string>;
  private readonly child: ChildProcess;
  private waiting: Waiting[] = [];

  public constructor(
    public readonly language: Language,
    program: Program,
    environment: Record<string, string>,
    args: string[] = [],
    private readonly onLine: (line: string) => void = () => {},
  ) {
    const [command, ...own] = language.programs[program];
    this.child = start(command, [...own, ...args], {
      cwd: folderOf(language),
      env: { PATH: process.env.PATH, ...language.environment, ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child.stderr!.on('data', (chunk) => (this.log += chunk));
    createInterface({ input: this.child.stdout! }).on('line', (line) => this.notice(line));
    this.exited = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (code, signal) => {
        resolve(code ?? signal!);
        const error = new Error(`a ${language.name} ${program} ended with ${code ?? signal}: ${this.log}`);
        this.waiting.forEach(({ reject }) => reject(error));
      });
    });
  }

  /** The next line that begins so. */
  public next(beginning: string): Promise<string> {
    return new Promise((resolve, reject) => this.waiting.push({ beginning, resolve, reject }));
  }

  public tell(line: string): void {
    this.child.stdin!.write(`${line}\n`);
  }

  public signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  private notice(line: string): void {
    this.onLine(line);
    const found = this.waiting.filter(({ beginning }) => line.startsWith(beginning));
    this.waiting = this.waiting.filter((waiting) => !found.includes(waiting));
    found.forEach(({ resolve }) => resolve(line));
  }
}
