/** What terminals and the logs of CI servers show without breaking it themselves. */
const WIDTH = 100;

/**
 * A text in lines that fit, the first and the others after an indentation. A word that is longer has a line of its own, so that it can be
 * copied.
 */
export function wrapped(text: string, first: string, others = first): string {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = others + word;
    } else line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].join('\n');
}
