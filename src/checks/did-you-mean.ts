/** `did you mean 'x'? `, to begin a piece of advice with, or nothing if no known word is close. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const near = [...known]
    .map((one) => ({ one, distance: one.includes(word) && word.length > 2 ? 0 : distance(word, one) }))
    .filter((candidate) => candidate.distance <= Math.max(1, word.length / 3))
    .sort((one, other) => one.distance - other.distance);
  return near.length ? `did you mean '${near[0].one}'? ` : '';
}

/** Levenshtein's: how many letters have to be put in, left out or replaced. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= Math.min(from.length, 64); i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = row[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, replaced));
    }
    row = next;
  }
  return row[to.length] + Math.max(0, from.length - 64);
}
