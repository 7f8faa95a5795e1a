/** Whether a text that cannot be read has the two keys that every manifest has: words in sentences, as `kind`, are none. */
export function looksLikeManifest(text: string): boolean {
  return hasKey(text, 'apiVersion') && hasKey(text, 'kind');
}

/** At the start of a line, of an item or of a map; in quotes or not. */
function hasKey(text: string, key: string): boolean {
  return new RegExp(`(^[ \\t-]*|[{,]\\s*)["']?${key}["']?[ \\t]*:`, 'm').test(text);
}
