import { createHash } from 'crypto';

/** A short digest of a configuration, for the annotation that rolls the pods when it changes. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
