/** Control characters, line breaks of Unicode, and what changes the direction of a text: names are whatever a manifest says. */
const CONTROLS = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** What CI servers take for an order where a line begins with it: `::error::` on GitHub, `##vso[` on Azure, `##teamcity[`. */
const ORDER = /(?<=^|\s)(::|##)/g;

/** A text of which a terminal shows every character, and which a CI server does not obey. */
export function printable(text: string): string {
  return text.replace(CONTROLS, escape).replace(ORDER, (order) => escape(order[0]) + order[1]);
}

function escape(character: string): string {
  const short = JSON.stringify(character).slice(1, -1);
  return short.startsWith('\\') ? short : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
