import * as yaml from 'js-yaml';
import { load } from '../../src/checks/manifests/load';

/** Kind, name, number of the document and line of the name of each object. */
const read = (text: string) =>
  load('file', text).manifests.map(({ kind, name, source }) => [
    kind,
    name,
    source?.document,
    source?.line(['metadata', 'name']),
  ]);

const unreadable = (text: string) =>
  load('file', text).unreadable.map(({ document, line, reason }) => `${document}:${line}: ${reason}`);

const object = (name: string) => `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\n`;
const json = (name: string) => `{"apiVersion": "v1", "kind": "Service",\n "metadata": {"name": "${name}"}}`;

describe('documents', () => {
  test('are split where kubectl splits them', () => {
    const text = `# head\n---\n${object('a')}--- # second\n${object('b')}---\n\n---   \n${object('c')}---`;
    // Comments are no documents to kubectl's users, but kubectl counts them, as it counts no empty ones.
    expect(read(text)).toEqual([
      ['Service', 'a', 2, 6],
      ['Service', 'b', 3, 11],
      ['Service', 'c', 4, 18],
    ]);
  });

  test('are not split inside of a value', () => {
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  x: |\n    ---\n    b\n  y: "1\u2028---\u2028"\n`;
    expect(read(text)).toEqual([['ConfigMap', 'a', 1, 3]]);
  });

  test.each([
    ['a byte order mark', `\uFEFF${object('a')}`, 4],
    ['a byte order mark after a separator', `---\n\uFEFF${object('a')}`, 5],
    ['a byte order mark before a separator', `\n\uFEFF---\n${object('a')}`, 6],
    ['Windows line ends', `---\n${object('a')}`.replaceAll('\n', '\r\n'), 5],
    ['no line end', object('a').trimEnd(), 4],
    ['comments before it', `# one\n# two\n${object('a')}`, 6],
  ])('may have %s', (_what, text, line) => {
    expect(read(text)).toEqual([['Service', 'a', 1, line]]);
  });

  test('may be JSON, one after another', () => {
    expect(read(`${json('a')}\n${json('b')}${json('}{ \\" {')}\n`)).toEqual([
      ['Service', 'a', 1, 2],
      ['Service', 'b', 2, 4],
      ['Service', '}{ " {', 3, 5],
    ]);
    expect(read(`${json('a')}\n---\n${object('b')}`)).toEqual([
      ['Service', 'a', 1, 2],
      ['Service', 'b', 2, 7],
    ]);
    expect(read("{apiVersion: v1, kind: '}', metadata: {name: '{'}}")).toEqual([['}', '{', 1, 1]]);
  });

  test('that hold nothing are no documents, those that hold something else are counted', () => {
    expect(load('file', '')).toEqual({ manifests: [], unreadable: [], others: 0 });
    expect(load('file', '---\n---\n# nothing\n---\nnull\n').others).toBe(0);
    expect(load('file', 'replicas: 3\n---\n- 1\n---\ntext\n---\nkind: Service\n').others).toBe(4);
  });
});

describe('lists', () => {
  test('are taken apart, with the lines of their items', () => {
    const items = ['a', 'b'].map((name) => `  - ${object(name).replaceAll('\n', '\n    ').trimEnd()}\n`).join('');
    expect(read(`apiVersion: v1\nkind: List\nitems:\n${items}`)).toEqual([
      ['Service', 'a', 1, 7],
      ['Service', 'b', 1, 11],
    ]);
    expect(read(`[${json('a')},\n${json('b')}]`)).toEqual([
      ['Service', 'a', 1, 2],
      ['Service', 'b', 1, 4],
    ]);
    expect(
      read(
        `{"apiVersion": "v1", "kind": "ServiceList", "items": [\n{"apiVersion": "v1", "kind": "List", "items": [\n${json('a')}]}]}`,
      ),
    ).toEqual([['Service', 'a', 1, 4]]);
  });

  test('of something else hold no objects', () => {
    expect(load('file', 'apiVersion: v1\nkind: List\nitems: [1, null, {}]')).toMatchObject({
      manifests: [],
      others: 1,
    });
    expect(read('apiVersion: v1\nkind: ListOfItems\nitems: [1]\nmetadata: {name: a}')).toEqual([
      ['ListOfItems', 'a', 1, 4],
    ]);
  });
});

describe('lines', () => {
  const text = `apiVersion: v1
kind: Service
metadata:
  name: a
spec:
  ports:
    - name: grpc
      port: 1
    - {name: b, port: 2}
  "quoted key":
    x: 1
  twice: 1
  twice:
    y: 2
`;
  const { source } = load('file', `---\n${text}`).manifests[0];

  test.each([
    [[], 2],
    [['spec', 'ports'], 7],
    [['spec', 'ports', '0'], 8],
    [['spec', 'ports', '0', 'port'], 9],
    [['spec', 'ports', '1', 'port'], 10],
    [['spec', 'quoted key', 'x'], 12],
    // The last one counts.
    [['spec', 'twice', 'y'], 15],
    // Of what is not there it is the line of what is.
    [['spec', 'ports', '2'], 7],
    [['spec', 'ports', '0', 'targetPort', 'x'], 8],
    [['status'], 2],
  ])('%j is in line %i', (path, line) => {
    expect(source?.line(path)).toBe(line);
  });

  test('end at an alias', () => {
    const [manifest] = load('file', `${object('a')}spec: &x\n  b: 1\nstatus: *x\n`).manifests;
    expect(manifest.fields.number('status', 'b')).toBe(1);
    expect([manifest.source?.line(['spec', 'b']), manifest.source?.line(['status', 'b'])]).toEqual([6, 7]);
  });
});

describe('lines within brackets', () => {
  // As charts of sigstore and vLLM have it.
  const text = (list: string) => `${object('a')}spec:\n  args: ${list}\n  after: 1\n`;

  test.each([
    ['that close below the key', '[\n    "x",\n    "y"\n  ]', 9],
    ['that are not indented at all', '[\n"x",\n"y"\n]', 9],
    ['with a text over two lines', '["x", "y\n  z"\n  ]', 8],
    ['of a map', '{\n  x: 1,\n  y: {\n  z: 2\n  }\n  }', 11],
    ['with tabs', '[\n\t"x",\n\t"y"\n\t]', 9],
  ])('may begin anywhere, as kubectl has it: brackets %s', (_what, list, last) => {
    const { manifests, unreadable } = load('file', text(list));
    expect(unreadable).toEqual([]);
    const [{ fields, source }] = manifests;
    expect(fields.raw('spec', 'args')).toEqual((yaml.load(`[${list}]`) as unknown[])[0]);
    expect(fields.number('spec', 'after')).toBe(1);
    expect(source?.line(['spec', 'after'])).toBe(last + 1);
  });

  test('are told where they are when the bracket does not close', () => {
    expect(unreadable(text('[\n    "x",\n    "y"'))).toEqual(['1:9: a bracket or a quote before it is not closed']);
  });

  test('are not read again and again', () => {
    const many = text(`[${'\n  "x",'.repeat(100_000)}\n  ]`);
    expect(unreadable(many)).toEqual([expect.stringMatching(/^1:7: /)]);
  });
});

describe('what cannot be read', () => {
  test('is told with its document and line, and hides nothing else', () => {
    const text = `${object('a')}---\na: b: c\n---\n${object('b')}---\nx:\n\ty: 1\n`;
    expect(read(text).map(([, name]) => name)).toEqual(['a', 'b']);
    expect(unreadable(text)).toEqual([
      '2:6: bad indentation of a mapping entry',
      '4:14: tab characters must not be used in indentation',
    ]);
  });

  test.each([
    ['apiVersion: v1\nreplicas: {{ .Values.replicas }}\n', 2],
    ['{{- if .Values.enabled }}\napiVersion: v1\n{{- end }}\n', 1],
  ])('and is a template is to be rendered: %j', (text, line) => {
    expect(unreadable(text)).toEqual([
      expect.stringMatching(
        new RegExp(`^1:${line}: .*; it has '\\{\\{': render it first, for example by 'helm template'$`),
      ),
    ]);
  });

  test.each([
    ['deep nesting', '['.repeat(200_000), /maxDepth/],
    ['deep JSON', '{"a":'.repeat(200_000), /maxDepth/],
    ['an alias to what is around it', 'a: &a\n  - *a\n', /an alias is part of what it names/],
    ['an alias to nothing', 'a: *b', /unidentified alias/],
    ['a billion laughs', bomb(12), /aliases make it \d+ values long/],
    ['a tower of aliases', tower(50_000), /aliases nest it deeper than 100 levels/],
    ['a tower of aliases, last floor first', tower(50_000, (index) => 99_999 - index), /deeper than 100 levels/],
    ['merge keys that copy each other', merges(3000), /merge keys exceeded/],
    ['a text without end', `a: "${'x'.repeat(1_000_000)}`, /unexpected end of the stream/],
    ['binary', '\u0000\u0001\u0002', /null byte/],
    ['a tag', 'a: !!js/function x', /unknown scalar tag/],
    ['a document that kubectl passes over', 'a: 1\n...\nb: 2\n', /only the first of its documents is read/],
    ['more documents than any cluster has', 'a\n---\n'.repeat(100_001), /more than 100000; check it in parts/],
  ])('is refused at once: %s', (_what, text, reason) => {
    expect(unreadable(text)).toEqual([expect.stringMatching(reason)]);
  });
});

/** Each line is ten times as long as the one before. */
function bomb(lines: number): string {
  const aliases = (index: number) => Array.from({ length: 10 }, () => `*a${index}`).join(', ');
  return Array.from({ length: lines }, (_, index) => `k${index}: &a${index} [${index ? aliases(index - 1) : 1}]`).join(
    '\n',
  );
}

/** Each line holds the one before. JavaScript has numeric keys in their own order. */
function tower(lines: number, key = (index: number) => index): string {
  return Array.from(
    { length: lines },
    (_, index) => `${key(index)}: &a${index} [${index ? `*a${index - 1}` : ''}]`,
  ).join('\n');
}

function merges(count: number): string {
  const line = (index: number) => `a${index}: &a${index}\n  ${index ? `<<: *a${index - 1}\n  ` : ''}k${index}: 1`;
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}
