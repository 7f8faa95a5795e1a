import { Expression } from './expression';

/** Labels of a vector: exactly these, or some; a number has none. */
export type Labels = ReadonlySet<string> | 'unknown' | 'number';

/** Functions that give each series of their vector a new value and leave it its labels. */
const KEEPING =
  /^(rate|irate|increase|delta|idelta|deriv|predict_linear|resets|changes|abs|ceil|floor|round|clamp|clamp_max|clamp_min|exp|ln|log2|log10|sqrt|sgn|sort|sort_desc|timestamp|(avg|min|max|sum|count|quantile|stddev|stdvar|last|present)_over_time)$/;
const NUMBERS = /^(scalar|time|pi)$/;

/** An expression that nests deeper is not worked out: each level takes some calls, and the stack ends. */
const MAX_DEPTH = 500;

/** Works out the labels of the parts of one expression. */
export class LabelReader {
  private readonly known = new Map<string, Labels>();
  private isTooDeep = false;

  /** Whether no part was left out as too deep. */
  public get isComplete(): boolean {
    return !this.isTooDeep;
  }

  public of(part: Expression, depth = 0): Labels {
    const isTooDeep = depth > MAX_DEPTH;
    this.isTooDeep ||= isTooDeep;
    const found = this.known.get(part.key) ?? (isTooDeep ? 'unknown' : this.read(part, depth + 1));
    this.known.set(part.key, found);
    return found;
  }

  private read(part: Expression, depth: number): Labels {
    switch (part.kind) {
      case 'NumberDurationLiteral':
      case 'StringLiteral':
        return 'number';
      case 'ParenExpr':
      case 'MatrixSelector':
      case 'SubqueryExpr':
      case 'OffsetExpr':
      case 'StepInvariantExpr':
        return this.of(part.children[0], depth);
      case 'UnaryExpr':
        return this.of(part.children[1], depth);
      case 'FunctionCall':
        return this.ofFunction(part, depth);
      case 'AggregateExpr':
        return this.ofAggregate(part, depth);
      case 'BinaryExpr':
        return this.ofBinary(part, depth);
      default:
        return 'unknown';
    }
  }

  private ofFunction(part: Expression, depth: number): Labels {
    const name = part.child('FunctionIdentifier')?.text ?? '';
    if (NUMBERS.test(name)) return 'number';
    if (name === 'vector') return new Set();
    const args = part.child('FunctionCallBody')?.children.map((arg) => this.of(arg, depth)) ?? [];
    const vector = args.find((labels) => labels !== 'number') ?? 'unknown';
    if (name === 'histogram_quantile') return minus(vector, ['le']);
    return KEEPING.test(name) ? vector : 'unknown';
  }

  private ofAggregate(part: Expression, depth: number): Labels {
    // Those that choose among series keep all labels, and may leave one series.
    if (/^(topk|bottomk|limitk|limit_ratio|count_values)$/.test(part.child('AggregateOp')?.text ?? ''))
      return 'unknown';
    const modifier = part.child('AggregateModifier');
    if (!modifier) return new Set();
    const names = modifier.all('GroupingLabels').flatMap(labelNames);
    const inner = this.of(part.child('FunctionCallBody')!.children.at(-1)!, depth);
    if (modifier.child('Without')) return minus(inner, names);
    return new Set(names.filter((name) => typeof inner === 'string' || inner.has(name)));
  }

  private ofBinary(part: Expression, depth: number): Labels {
    const [left, right] = operands(part).map((side) => this.of(side, depth));
    if (left === 'number') return right;
    if (right === 'number' || part.child('And') || part.child('Unless')) return left;
    const matching = matchingOf(part);
    if (part.child('Or')) return 'unknown';
    if (matching.group) {
      const many = matching.group === 'left' ? left : right;
      return typeof many === 'string' ? many : new Set([...many, ...matching.taken]);
    }
    if (matching.on) return new Set(matching.on);
    return minus(left === 'unknown' ? right : left, matching.ignoring);
  }
}

/** How the sides of an operator find each other. */
export interface Matching {
  readonly on?: readonly string[];
  readonly ignoring: readonly string[];
  /** The side that may have several. */
  readonly group?: 'left' | 'right';
  /** Labels that the other side gives. */
  readonly taken: readonly string[];
}

export function matchingOf(part: Expression): Matching {
  const clause = part.child('MatchingModifierClause');
  const [names = [], taken = []] = (clause?.all('GroupingLabels') ?? []).map(labelNames);
  const group = clause?.child('GroupLeft') ? 'left' : clause?.child('GroupRight') ? 'right' : undefined;
  return clause?.child('On') ? { on: names, ignoring: [], group, taken } : { ignoring: names, group, taken };
}

/** Whether series must have the same value of a label to find each other. */
export function isMatched(label: string, { on, ignoring }: Matching): boolean {
  return on ? on.includes(label) : !ignoring.includes(label);
}

/** The two sides; between them are the operator and its modifiers. */
export function operands(part: Expression): [Expression, Expression] {
  const all = part.children;
  return [all[0], all[all.length - 1]];
}

function labelNames(grouping: Expression): string[] {
  return grouping.all('LabelName').map(({ text }) => text);
}

function minus(labels: Labels, names: readonly string[]): Labels {
  return typeof labels === 'string' ? labels : new Set([...labels].filter((label) => !names.includes(label)));
}
