/**
 * How much a pod can do: so many requests at a time, each of which takes so long; the others wait in the order of their coming.
 *
 * It is simulated, by a clock and not by work, as five pods on one machine would otherwise share its processors. A turn
 * begins when the one before it was due to end, however late the timer was: the rate is what it says.
 */
export class Capacity {
  /** When each slot is free again. */
  private readonly free: number[];

  public constructor(
    private readonly slots: number,
    private readonly milliseconds: number,
  ) {
    this.free = Array.from({ length: slots }, () => 0);
  }

  /** Reads LAB_SLOTS and LAB_SERVICE_MS. */
  public static fromEnvironment(): Capacity {
    return new Capacity(positive('LAB_SLOTS', '1'), positive('LAB_SERVICE_MS', '2'));
  }

  public toString(): string {
    const rate = Math.round((1000 * this.slots) / this.milliseconds);
    return `${this.slots} at a time, ${this.milliseconds} ms each: ${rate} requests a second at most`;
  }

  /** Calls back when the turn that begins now, or as soon as there is a slot, has ended. */
  public take(done: () => void): void {
    const now = performance.now();
    const slot = this.free.indexOf(Math.min(...this.free));
    const end = Math.max(now, this.free[slot]) + this.milliseconds;
    this.free[slot] = end;
    setTimeout(done, end - now);
  }
}

function positive(variable: string, standard: string): number {
  const text = process.env[variable] ?? standard;
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${variable} is no positive number, got '${text}'; write one, or unset it`);
  return value;
}
