/** What a PromQL expression reads, and which labels it has. */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** Labels of every metric that may be read. */
export type Declared = { [metric: string]: string[] };

/** Labels of a vector; undefined for a number. */
type Labels = Set<string> | undefined;

/** An expression, and everything that is wrong with it. */
export class Expression {
  public readonly problems: string[] = [];
  /** Names of the metrics that it reads. */
  public readonly metrics = new Set<string>();
  /** Labels of what it gives. */
  public readonly labels: string[];

  /**
   * @param text the expression
   * @param declared what may be read
   * @param constant labels with one value, which cannot make a match ambiguous
   */
  public constructor(
    private readonly text: string,
    private readonly declared: Declared,
    private readonly constant: string[],
  ) {
    const tree = parser.parse(text);
    tree.iterate({
      enter: ({ type, from }) => {
        if (type.isError) this.problems.push(`does not parse at ${from}: ${text.slice(from, from + 20)}`);
      },
    });
    this.labels = this.problems.length > 0 ? [] : [...(this.labelsOf(tree.topNode.firstChild!) ?? [])].sort();
  }

  private labelsOf(node: SyntaxNode): Labels {
    switch (node.name) {
      case 'VectorSelector':
        return this.ofSelector(node);
      case 'MatrixSelector':
      case 'ParenExpr':
        return this.labelsOf(children(node)[0]);
      case 'NumberDurationLiteral':
      case 'StringLiteral':
        return undefined;
      case 'FunctionCall':
        return this.ofFunction(node);
      case 'AggregateExpr':
        return this.ofAggregation(node);
      case 'BinaryExpr':
        return this.ofBinary(node);
      default:
        throw new Error(`nothing is known of ${node.name} in ${this.text}`);
    }
  }

  private ofSelector(node: SyntaxNode): Labels {
    const metric = this.textOf(node.getChild('Identifier')!);
    this.metrics.add(metric);
    const labels = this.declared[metric];
    if (!labels) {
      this.problems.push(`reads ${metric}, which nobody shows`);
      return new Set();
    }
    for (const name of this.namesIn(node, 'LabelMatchers', 'UnquotedLabelMatcher')) {
      if (!labels.includes(name)) this.problems.push(`${metric} has no label ${name}`);
    }
    return new Set(labels);
  }

  private ofFunction(node: SyntaxNode): Labels {
    const name = this.textOf(node.getChild('FunctionIdentifier')!);
    const args = children(node.getChild('FunctionCallBody')!);
    const vectors = args.map((arg) => this.labelsOf(arg)).filter((labels) => labels !== undefined);
    if (name === 'time') return undefined;
    if (name === 'absent') return new Set(this.equalIn(node));
    if (name === 'histogram_quantile') return minus(vectors[0]!, ['le']);
    if (name === 'label_replace') {
      const [, label, , source] = args.map((arg) => this.textOf(arg).slice(1, -1));
      const isConstant = this.textOf(args[4]) === '""';
      if (!isConstant && !vectors[0]!.has(source)) this.problems.push(`there is no label ${source} to copy`);
      return new Set([...vectors[0]!, label]);
    }
    return vectors[0];
  }

  /** Labels that a selector holds to one value. */
  private equalIn(node: SyntaxNode): string[] {
    return [...this.textOf(node).matchAll(/(\w+)="/g)].map(([, label]) => label);
  }

  private ofAggregation(node: SyntaxNode): Labels {
    const inner = this.labelsOf(children(node.getChild('FunctionCallBody')!).pop()!)!;
    const modifier = node.getChild('AggregateModifier');
    if (!modifier) return new Set();
    const names = this.groupingOf(modifier);
    const missing = names.filter((name) => !inner.has(name));
    if (missing.length > 0) this.problems.push(`there is no label ${missing.join(', ')} to group by`);
    return modifier.getChild('Without') ? minus(inner, names) : new Set(names);
  }

  private ofBinary(node: SyntaxNode): Labels {
    const [leftNode, rightNode] = operands(node);
    const [left, right] = [this.labelsOf(leftNode), this.labelsOf(rightNode)];
    if (!left || !right) return left ?? right;
    const matching = node.getChild('MatchingModifierClause');
    const isSet = ['And', 'Or', 'Unless'].some((operator) => node.getChild(operator));
    const on = this.matchedLabels(matching, left, right, this.textOf(node));
    if (isSet) return left;
    const many = matching?.getChild('GroupLeft') ? left : matching?.getChild('GroupRight') ? right : undefined;
    const ones = many === undefined ? [left, right] : [many === left ? right : left];
    const [ofMany] = many ? this.groupsOf(matching!) : [[]];
    for (const one of ones) this.checkOne(one, on, ofMany, this.textOf(node));
    return many ? new Set([...many, ...ofMany]) : on;
  }

  /** Labels that must be equal. Without a word about them, both sides must have the same: else nothing ever matches. */
  private matchedLabels(
    matching: SyntaxNode | null,
    left: Set<string>,
    right: Set<string>,
    where: string,
  ): Set<string> {
    const names = matching ? this.groupingOf(matching) : [];
    if (matching?.getChild('On')) {
      const missing = names.filter((name) => !left.has(name) || !right.has(name));
      if (missing.length > 0) this.problems.push(`not both sides have the label ${missing.join(', ')}: ${where}`);
      return new Set(names);
    }
    const [ofLeft, ofRight] = [minus(left, names), minus(right, names)];
    const differing = [...minus(ofLeft, [...ofRight]), ...minus(ofRight, [...ofLeft])];
    if (differing.length > 0) this.problems.push(`only one side has the label ${differing.join(', ')}: ${where}`);
    return ofLeft;
  }

  /** A side that is matched once must have no two elements that look the same to the other side. */
  private checkOne(side: Set<string>, on: Set<string>, taken: string[], where: string): void {
    const others = [...minus(side, [...on, ...this.constant, ...taken])];
    if (others.length > 0)
      this.problems.push(`may match several elements that differ in ${others.join(', ')}: ${where}`);
  }

  private groupingOf(node: SyntaxNode): string[] {
    return this.namesIn(node, 'GroupingLabels');
  }

  /** Labels in the parentheses of group_left or group_right. */
  private groupsOf(matching: SyntaxNode): string[][] {
    return [
      matching
        .getChildren('GroupingLabels')
        .slice(1)
        .flatMap((labels) => this.labelNames(labels)),
    ];
  }

  private namesIn(node: SyntaxNode, ...path: string[]): string[] {
    const [first, ...rest] = path;
    const child = node.getChild(first);
    if (!child) return [];
    if (rest.length === 0) return this.labelNames(child);
    return child.getChildren(rest[0]).flatMap((matcher) => this.labelNames(matcher));
  }

  private labelNames(node: SyntaxNode): string[] {
    return node.getChildren('LabelName').map((label) => this.textOf(label));
  }

  private textOf({ from, to }: SyntaxNode): string {
    return this.text.slice(from, to);
  }
}

function children(node: SyntaxNode): SyntaxNode[] {
  const all: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) all.push(child);
  return all;
}

/** The two sides; between them are the operator and its modifiers. */
function operands(node: SyntaxNode): SyntaxNode[] {
  const all = children(node);
  return [all[0], all[all.length - 1]];
}

function minus(labels: Set<string>, others: string[]): Set<string> {
  return new Set([...labels].filter((label) => !others.includes(label)));
}
