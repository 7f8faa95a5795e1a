import type { SyntaxNode } from '@lezer/common';

/** Longer than people write; the parser goes one call deeper for each operator and parenthesis, and the stack ends. */
const MAX_LENGTH = 10_000;

/** A part of a PromQL expression. */
export class Expression {
  public constructor(
    private readonly source: string,
    private readonly node: SyntaxNode,
  ) {}

  /** Reads an expression; nothing where it is none: Prometheus says that itself, and its operator too. */
  public static parse(source: string): Expression | undefined {
    if (source.length > MAX_LENGTH) return undefined;
    const tree = library().parser.parse(source);
    let isBroken = false;
    tree.iterate({ enter: ({ type }) => void (isBroken ||= type.isError) });
    const root = tree.topNode.firstChild;
    return isBroken || !root ? undefined : new Expression(source, root);
  }

  /** What the grammar calls it. */
  public get kind(): string {
    return this.node.name;
  }

  /** Tells parts of one expression apart. */
  public get key(): string {
    return `${this.node.from}:${this.node.to}:${this.kind}`;
  }

  /** As it is written, in one line. */
  public get text(): string {
    return this.source.slice(this.node.from, this.node.to).replace(/\s+/g, ' ');
  }

  public get children(): Expression[] {
    const all: Expression[] = [];
    for (let child = this.node.firstChild; child; child = child.nextSibling) all.push(this.part(child));
    return all;
  }

  public child(kind: string): Expression | undefined {
    const found = this.node.getChild(kind);
    return found ? this.part(found) : undefined;
  }

  public all(kind: string): Expression[] {
    return this.node.getChildren(kind).map((child) => this.part(child));
  }

  /** All parts of a kind, itself included, at any depth. */
  public every(kind: string): Expression[] {
    const found: Expression[] = [];
    const cursor = this.node.cursor();
    const { to } = this.node;
    do {
      if (cursor.from >= to) break;
      if (cursor.name === kind) found.push(this.part(cursor.node));
    } while (cursor.next());
    return found;
  }

  private part(node: SyntaxNode): Expression {
    return new Expression(this.source, node);
  }
}

/** Loaded when the first expression is read: most manifests have none. */
function library(): typeof import('@prometheus-io/lezer-promql') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import could not wait
  return require('@prometheus-io/lezer-promql');
}
