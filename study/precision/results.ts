/** What somebody who read the manifest says of a finding. */
export enum Verdict {
  /** It is so, and whoever runs the manifest should know. */
  RIGHT = 'right',
  /** It is not so, or nothing would be better without it. */
  WRONG = 'wrong',
  OPEN = '',
}

export interface Judged {
  readonly project: string;
  readonly path: string;
  readonly object: string;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly verdict: Verdict;
  /** Why it is right or wrong. */
  readonly why: string;
}

export interface Results {
  readonly projects: number;
  readonly projectsWithGrpc: number;
  readonly sources: number;
  readonly objects: number;
  readonly grpcPorts: number;
  readonly unreadable: number;
  readonly findings: Judged[];
}

export type Missed = Pick<Judged, 'project' | 'path' | 'object' | 'why'>;

/** The first run on projects that the rules had not been tried on; it is kept as it was. */
export interface Look {
  readonly name: string;
  /** The commit of the rules. */
  readonly rules: string;
  readonly projects: number;
  /** Whether the rules told information from errors by whether they saw a caller. */
  readonly graded?: boolean;
  /** Services with several pods that speak gRPC, that nothing balances, and of which no rule said so; undefined if nobody looked. */
  readonly missed?: Missed[];
  readonly findings: Judged[];
}
