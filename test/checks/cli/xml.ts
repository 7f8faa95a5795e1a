import { DOMParser, type Document } from '@xmldom/xmldom';

/** Reads XML, which must be without a fault. */
export function parse(xml: string): Document {
  const problems: string[] = [];
  const document = new DOMParser({ onError: (_level, message) => problems.push(message) }).parseFromString(
    xml,
    'text/xml',
  );
  expect(problems).toEqual([]);
  return document;
}
/** An attribute of all elements of a name. */
export const attributes = (xml: string, tag: string, name: string) =>
  Array.from(parse(xml).getElementsByTagName(tag), (element) => element.getAttribute(name));
