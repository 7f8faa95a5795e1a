import { sleep } from '../support/pool';
import { LanguageName, languageOf } from './languages';
import { LanguageProcess } from './language-process';

/** What became of some calls. */
export interface Outcome {
  readonly answered: number;
  readonly failed: number;
  /** Status and message of the first failure. */
  readonly failure: string;
}

/**
 * A client. It prints `ready`, then does what it is told line by line:
 *
 *   call COUNT WIDTH   so many calls, WIDTH at a time; prints `called ANSWERED FAILED FAILURE`
 *   watch              opens a stream that never ends; prints `watching` at its first message, `ended STATUS` at its end
 */
export class FleetClient {
  public readonly ready: Promise<unknown>;
  /** How streams ended, if any did. */
  public readonly ended: { readonly status: string; readonly time: number }[] = [];
  private readonly process: LanguageProcess;

  public constructor(
    public readonly language: LanguageName,
    environment: Record<string, string>,
  ) {
    this.process = new LanguageProcess(languageOf(language), 'client', environment, [], (line) => {
      if (line.startsWith('ended ')) this.ended.push({ status: line.slice('ended '.length), time: Date.now() });
    });
    this.ready = this.process.next('ready');
  }

  public async call(count: number, width: number): Promise<Outcome> {
    const told = this.process.next('called');
    this.process.tell(`call ${count} ${width}`);
    const [, answered, failed, failure] = /^called (\d+) (\d+) (.*)$/.exec(await told)!;
    return { answered: Number(answered), failed: Number(failed), failure };
  }

  /** Calls until `end` is settled, a batch after the other. */
  public async callUntil(end: Promise<unknown>, batch: number, width: number, pause = 0): Promise<Outcome> {
    let over = false;
    const stop = () => void (over = true);
    end.then(stop, stop);
    const outcomes: Outcome[] = [];
    while (!over) {
      outcomes.push(await this.call(batch, width));
      await sleep(pause);
    }
    return sum(outcomes);
  }

  /** Opens a stream; returns when it has its first message. */
  public async watch(): Promise<void> {
    const told = this.process.next('watching');
    this.process.tell('watch');
    await told;
  }
}

export function sum(outcomes: Outcome[]): Outcome {
  return {
    answered: outcomes.reduce((all, { answered }) => all + answered, 0),
    failed: outcomes.reduce((all, { failed }) => all + failed, 0),
    failure: outcomes.find(({ failed }) => failed)?.failure ?? '',
  };
}
