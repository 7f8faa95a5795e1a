import { Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { refuse } from './errors';
import { checkNamespace } from './input/names';

/** The namespace of the chart. There is none to assume: every address and every alert needs the real one. */
export function chartNamespace(construct: IConstruct): string {
  const chart = construct.node.scopes.reverse().find(Chart.isChart);
  if (!chart) refuse(construct, 'a server must be in a chart', construct.node.scope, 'define it in one');
  const { namespace, node } = chart;
  if (!namespace) {
    refuse(construct, `the chart '${node.path}' has no namespace`, undefined, "pass 'namespace' to the chart");
  }
  checkNamespace(construct, namespace);
  return namespace;
}

/** The namespace that is given for something, else that of the chart. */
export function givenNamespace(construct: IConstruct, what: string, given?: string): string {
  const namespace =
    given ??
    Chart.of(construct).namespace ??
    refuse(
      construct,
      `the namespace of the ${what} is not known`,
      undefined,
      "pass 'namespace', or give the chart one",
    );
  checkNamespace(construct, namespace);
  return namespace;
}
