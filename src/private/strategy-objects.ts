import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

/** Where a strategy defines objects, in the scope of a server or a client. */
const SCOPE = 'LoadBalancing';

/** An empty scope for a strategy; what an attempt that was refused has left there is gone. */
export function strategyScope(of: Construct): Construct {
  of.node.tryRemoveChild(SCOPE);
  return new Construct(of, SCOPE);
}

/** Removes the scope if the strategy has defined nothing: for every chart cdk8s walks all constructs. */
export function removeIfEmpty(scope: Construct): void {
  if (scope.node.children.length === 0) scope.node.scope!.node.tryRemoveChild(SCOPE);
}

/** What a strategy has defined for a server or a client. */
export function strategyObjects(of: Construct): ApiObject[] {
  const defined = of.node.tryFindChild(SCOPE)?.node.findAll() ?? [];
  return defined.filter((child): child is ApiObject => ApiObject.isApiObject(child));
}

/** Labels and annotates what a strategy has defined, as it knows of neither. */
export function labelStrategyObjects(
  of: Construct,
  labels: { [key: string]: string },
  annotations: { [key: string]: string } = {},
): void {
  for (const { metadata } of strategyObjects(of)) {
    Object.entries(labels).forEach(([key, value]) => metadata.addLabel(key, value));
    Object.entries(annotations).forEach(([key, value]) => metadata.addAnnotation(key, value));
  }
}
