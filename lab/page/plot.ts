import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** Widths that a plot is drawn for: a desk's and a phone's. Scaling one would make its text too small. */
export const WIDE = 680;
export const NARROW = 340;

const { document } = parseHTML('<!doctype html><html><body></body></html>');

/** Draws a plot as SVG; colours are variables of the style sheet, which knows light and dark. */
export function draw(width: number, options: Plot.PlotOptions): string {
  const style = { background: 'none', overflow: 'visible' } as any;
  const shared = { document: document as any, width, style: { ...style, fontSize: '13px' } };
  const text = Plot.plot({ ...shared, ...options }).outerHTML;
  return text.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ');
}

/** How far the labels of rows reach into the plot. */
export const marginFor = (labels: string[]) => 12 + 7 * Math.max(...labels.map((label) => label.length));

/** Labels beside the plot on a desk, above each row on a phone, where there is no room beside it. */
export function rowLabels(width: number, labels: string[]): { marginLeft: number; marks: Plot.Markish[] } {
  if (width > NARROW) return { marginLeft: marginFor(labels), marks: [Plot.axisY({ label: null, tickSize: 0 })] };
  const above = { x: 0, y: (label: string) => label, text: (label: string) => label };
  return { marginLeft: 2, marks: [Plot.text(labels, { ...above, textAnchor: 'start', dy: -19 })] };
}
