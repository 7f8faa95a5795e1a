/** Text as HTML. */
export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

export const list = (items: string[]) => `<ul>${items.map((item) => `<li>${escape(item)}</li>`).join('')}</ul>`;

/** A table that scrolls by itself where it is too wide. Numbers are on the right. */
export function tableOf(head: string[], lines: string[][]): string {
  const cells = (tag: string, line: string[]) => line.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join('');
  const body = lines.map((line) => `<tr>${cells('td', line)}</tr>`).join('');
  return `<div class="scroll" tabindex="0"><table><thead><tr>${cells('th', head)}</tr></thead><tbody>${body}</tbody></table></div>`;
}
