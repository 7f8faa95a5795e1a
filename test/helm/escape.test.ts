import { ApiObject, Testing } from 'cdk8s';
import fc from 'fast-check';
import { escapeHelm } from '../../src/private/synth/helm';
import { greeter, synth, VARIANTS } from '../support/variants';
import { TEXTS } from './texts';

/** The text in an object that is to pass through Helm. */
function escaped(text: string): string {
  const object = new ApiObject(Testing.chart(), 'object', { apiVersion: 'v1', kind: 'ConfigMap', data: { text } });
  escapeHelm(object);
  return object.toJson().data.text;
}

/** As Go's templates read: an action begins at the first two braces; of actions only raw strings are known here. */
function rendered(text: string): string {
  const start = text.indexOf('{{');
  if (start < 0) return text;
  const action = /^\{\{`([^`]*)`\}\}/.exec(text.slice(start));
  if (!action) throw new Error(`an action that is no raw string: ${text.slice(start)}`);
  return text.slice(0, start) + action[1] + rendered(text.slice(start + action[0].length));
}

test.each(TEXTS)('%j passes', (text) => {
  expect(rendered(escaped(text))).toBe(text);
});

test('every text of braces and backticks passes', () => {
  const texts = fc.string({ unit: fc.constantFrom('{', '}', '`', '-', ' ', '"', 'a') });
  fc.assert(
    fc.property(texts, (text) => {
      expect(rendered(escaped(text))).toBe(text);
    }),
    { numRuns: 500 },
  );
});

test('texts are found wherever they are, and keys and other values are left alone', () => {
  const props = { apiVersion: 'v1', kind: 'X', spec: { '{{a}}': [{ b: '{{c}}', d: 1, e: true, f: '' }] } };
  const object = new ApiObject(Testing.chart(), 'object', props);
  escapeHelm(object);
  expect(object.toJson().spec).toEqual({ '{{a}}': [{ b: '{{`{{`}}c}}', d: 1, e: true, f: '' }] });
});

test.each(Object.keys(VARIANTS))('%s: a plain synth has nothing of it', (variant) => {
  const { yaml } = synth(greeter, VARIANTS[variant]());
  expect(yaml).toContain('{{ $labels.grpc_server }}');
  expect(yaml).not.toContain('{{`');
});
