import { clearScreenDown, moveCursor } from 'node:readline';
import { styleText } from 'node:util';
import type { ClientResult } from './programs/client';
import { sharesOf } from './results';

const TITLE = 60;
const REDRAW_MS = 100;

/** A line of the screen: one client, and what the pods have counted of it. */
export interface Line {
  show(counts: number[]): void;
  done(counts: number[], result: ClientResult): void;
  /** Takes it away, should it not be done. */
  end(): void;
}

/** Shows what goes on: lines that move on a terminal, one line for each result elsewhere. */
export class Screen {
  private readonly live = new Map<object, string>();
  private drawn = 0;
  private readonly timer?: NodeJS.Timeout;

  public constructor(
    private readonly quiet: boolean,
    private readonly out = process.stderr,
  ) {
    if (out.isTTY && !quiet) this.timer = setInterval(() => this.draw(), REDRAW_MS).unref();
  }

  public say(text: string): void {
    if (this.quiet) return;
    this.clear();
    this.out.write(`${text}\n`);
    this.draw();
  }

  public line(title: string): Line {
    const key = {};
    const text = (counts: number[]) => `${title.padEnd(TITLE)} ${bars(counts)}`;
    this.live.set(key, title);
    return {
      show: (counts) => this.live.has(key) && this.live.set(key, `${text(counts)} ${sum(counts)}`),
      done: (counts, result) => {
        this.live.delete(key);
        this.say(`${text(counts)} ${summary(counts, result)}`);
      },
      end: () => this.live.delete(key),
    };
  }

  public close(): void {
    clearInterval(this.timer);
    this.clear();
  }

  private draw(): void {
    if (!this.timer) return;
    this.clear();
    for (const text of this.live.values()) this.out.write(`${styleText('dim', text)}\n`);
    this.drawn = this.live.size;
  }

  private clear(): void {
    if (!this.drawn) return;
    moveCursor(this.out, 0, -this.drawn);
    this.out.write('\r');
    clearScreenDown(this.out);
    this.drawn = 0;
  }
}

/** A bar for each pod; all of it is all requests. */
export function bars(counts: number[], width = counts.length > 6 ? 5 : 8): string {
  return `│${sharesOf(counts)
    .map((share) => bar(share / 100, width))
    .join('│')}│`;
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

function bar(part: number, width: number): string {
  const eighths = Math.round(part * width * 8);
  return ('█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]).padEnd(width);
}

function summary(counts: number[], { outcome }: ClientResult): string {
  const shares = sharesOf(counts).map((share) => share.toFixed(1));
  const failed = outcome?.failed ? `, ${outcome.failed} failed, such as ${Object.keys(outcome.errors)[0]}` : '';
  return `${shares.join(' / ')} %${failed}`;
}

const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
