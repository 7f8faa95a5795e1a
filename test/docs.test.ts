/** README.md, the other pages beside it and docs: every link leads somewhere, and every piece of TypeScript compiles against the library. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as ts from 'typescript';

const root = join(__dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((file) => `docs/${file}`);
const PAGES = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...docs.filter((file) => file.endsWith('.md')),
].sort();

/** A page without its code, in which there are brackets that are no links. */
const prose = (page: string) =>
  read(page)
    .replace(/^( *)```[^]*?^\1```$/gm, '')
    .replace(/`[^`\n]*`/g, '');

test.each(PAGES)('%s: links lead to files and headings', (page) => {
  const links = [...prose(page).matchAll(/\]\((?!https?:)([^)#]*)(#([^)]+))?\)/g)];
  const isBroken = (target: string, anchor?: string) => {
    const path = target ? join(dirname(page), target) : page;
    return !existsSync(join(root, path)) || (anchor !== undefined && !headings(path).includes(anchor));
  };
  expect(links.filter(([, target, , anchor]) => isBroken(target, anchor)).map(([link]) => link)).toEqual([]);
});

/** The anchors of a page, as GitHub makes them; that of a second heading of one name is counted. */
function headings(page: string): string[] {
  const seen = new Map<string, number>();
  const titles = read(page)
    .replace(/^( *)```[^]*?^\1```$/gm, '')
    .matchAll(/^#+ (.*)$/gm);
  return [...titles].map(([, title]) => {
    const slug = title
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replace(/ /g, '-');
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before ? `${slug}-${before}` : slug;
  });
}

/** What a fragment takes for granted, since the page has introduced it. */
const FRAGMENT = `
import { ApiObject, App, Chart, Duration, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { checks, GrpcClient, GrpcServer, HealthProbe, LoadBalancing, monitoring, strategies } from 'cdk8s-grpc';
declare const app: App;
declare const chart: Chart;
declare const greeter: GrpcServer;
declare const statefulSet: ApiObject;
declare const cronJob: kplus.CronJob;
`;

test('every piece of TypeScript compiles', () => {
  const snippets = new Map<string, string>();
  // The programs of the adapters are compiled and run by `npm run verify:grpc`.
  for (const page of PAGES.filter((file) => !file.startsWith('docs/adapters/'))) {
    for (const { 2: code, index } of read(page).matchAll(/^( *)```ts\n([^]*?)^\1```$/gm)) {
      const line = read(page).slice(0, index).split('\n').length;
      // Where './shop' is, which one of them is about.
      const name = join(root, 'examples/adopting', `${page.replace(/\W/g, '-')}-line-${line}.ts`);
      snippets.set(name, /^import /m.test(code) ? code : `${FRAGMENT}{\n${code}}\n`);
    }
  }
  expect(snippets.size).toBeGreaterThan(10);
  expect(errorsIn(snippets)).toEqual([]);
});

/** What the compiler says of files that exist here alone. */
function errorsIn(files: Map<string, string>): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.dev.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const own = { noUnusedLocals: false, paths: { ...options.paths, 'cdk8s-grpc': ['./src'] }, skipLibCheck: true };
  const host = ts.createCompilerHost({ ...options, ...own });
  const { fileExists, getSourceFile } = host;
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.getSourceFile = (file, language, ...rest) =>
    files.has(file) ? ts.createSourceFile(file, files.get(file)!, language) : getSourceFile(file, language, ...rest);
  const program = ts.createProgram([...files.keys()], { ...options, ...own }, host);
  return [...files.keys()]
    .map((file) => program.getSourceFile(file)!)
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}
