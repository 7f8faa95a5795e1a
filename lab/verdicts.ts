import { Verdict } from './results';

/** Makes the verdicts of a scene; a figure may miss its limit by the margin, which is 0 unless somebody says otherwise. */
export class Judge {
  public readonly verdicts: Verdict[] = [];

  public constructor(
    private readonly scene: string,
    private readonly margin: number,
  ) {}

  public atLeast(claim: string, value: number, limit: number, unit = ''): void {
    const lowest = limit * (1 - this.margin / 100);
    this.say(claim, `${rounded(value)}${unit}, at least ${rounded(lowest)}${unit}`, value >= lowest);
  }

  public atMost(claim: string, value: number, limit: number, unit = ''): void {
    const highest = limit * (1 + this.margin / 100);
    this.say(claim, `${rounded(value)}${unit}, at most ${rounded(highest)}${unit}`, value <= highest);
  }

  /** What no margin can excuse. */
  public say(claim: string, measured: string, passed: boolean): void {
    this.verdicts.push({ scene: this.scene, claim, measured, passed });
  }
}

const rounded = (value: number) => String(Number(value.toFixed(value < 10 ? 2 : 1)));
