import { Row } from '../results';

/** What a row is called where the scene is known. */
export function nameOf({ strategy, variant, clients, scene }: Row): string {
  if (scene === 'pinning')
    return [strategy, variant, `${clients} client${clients > 1 ? 's' : ''}`].filter(Boolean).join(', ');
  return variant ? `${strategy}, ${variant}` : strategy;
}
