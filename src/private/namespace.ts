import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Place, refuse } from './errors';
import { checkNamespace } from './input/names';

/** The namespace of the chart. There is none to assume: every address and every alert needs the real one. */
export function chartNamespace(construct: IConstruct): string {
  const chart = construct.node.scopes.reverse().find(Chart.isChart);
  if (!chart) refuse(construct, 'a server must be in a chart', construct.node.scope, 'define it in one');
  const namespace = chart.namespace || refuseNone(construct, chart);
  checkNamespace(construct, namespace);
  return namespace;
}

/** The namespace of an object, which need not be that of its chart. */
export function objectNamespace({ metadata, chart }: ApiObject, place: Place): string {
  return metadata.namespace || refuseNone(place, chart);
}

function refuseNone(place: Place, { node }: Chart): never {
  refuse(place, `the chart '${node.path}' has no namespace`, undefined, "pass 'namespace' to the chart");
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
