import type { SyntaxNode } from '@lezer/common';
import type { LRParser } from '@lezer/lr';

/** A part of a PromQL expression. */
export class Expression {
  public constructor(
    private readonly source: string,
    private readonly node: SyntaxNode,
  ) {}

  /** Reads an expression; nothing where it is none, or where more than some thousand tokens are open at once. */
  public static parse(source: string): Expression | undefined {
    try {
      const root = parser().parse(source).topNode.firstChild;
      return root ? new Expression(source, root) : undefined;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
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

let strict: LRParser | undefined;

/** Loaded when the first expression is read: most manifests have none. Strict, as to recover from errors can take seconds. */
function parser(): LRParser {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import could not wait
  const library: typeof import('@prometheus-io/lezer-promql') = require('@prometheus-io/lezer-promql');
  return (strict ??= library.parser.configure({ strict: true }));
}
