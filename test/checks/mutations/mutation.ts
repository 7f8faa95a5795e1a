import { find, podTemplate } from '../../support/find';
import { VARIANTS } from '../../support/variants';

/** The greeter of a strategy, broken in one place. */
export interface Mutation {
  /** The rule that finds it, and no other does. */
  readonly rule: string;
  /** Rules that cannot but find it too. */
  readonly also?: string[];
  readonly variant: keyof typeof VARIANTS;
  /** What is done to it, if a rule has more than one. */
  readonly how?: string;
  edit(objects: any[]): void;
}

export const service = (objects: any[], name: string) => find(objects, 'Service', name);

/** The pod template of the greeter's server. */
export const serverPods = (objects: any[]) => podTemplate(find(objects, 'Deployment', 'grpc-server'));

/** The pod template of the greeter's caller. */
export const clientPods = (objects: any[]) => podTemplate(find(objects, 'Deployment', 'frontend'));
