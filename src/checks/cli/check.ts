import { writeFileSync } from 'node:fs';
import { problem } from '../../private/errors';
import { Finding, Severity } from '../finding';
import { grpcPorts } from '../facts/grpc-ports';
import { Arguments, Options, readArguments } from './arguments';
import { readConfig } from '../config/config';
import { HELP, SEE_HELP } from './help';
import { readInputs } from './inputs';
import { judge } from '../config/judge';
import { printable } from './printable';
import { FORMATS, forPeople } from './report';
import { Result } from './result';
import { explained, listed } from './rule-text';
import { ExitCode, noFiles, Surroundings } from './surroundings';
import { Unusable } from '../unusable';

const OPTIONS: Options = {
  format: { type: 'string', choices: Object.keys(FORMATS) },
  output: { type: 'string' },
  'fail-on': { type: 'string', choices: [Severity.ERROR, Severity.WARNING] },
  config: { type: 'string' },
  explain: { type: 'string' },
  silenced: { type: 'boolean' },
  list: { type: 'boolean' },
  'no-color': { type: 'boolean' },
  help: { type: 'boolean' },
};

/** Where the report goes anyway. */
const STDOUT = '-';

/** `cdk8s-grpc check`: what is wrong with manifests. */
export async function check(args: string[], surroundings: Surroundings): Promise<ExitCode> {
  const given = readArguments(args, OPTIONS, SEE_HELP.check);
  const { stdout } = surroundings;
  const explain = given.value('explain');
  const answer = given.has('help') ? HELP.check : given.has('list') ? listed() : explain && explained(explain);
  if (answer) {
    stdout.write(`${answer}\n`);
    return ExitCode.FINE;
  }
  const result = await checked(given, surroundings);
  report(given, result, surroundings);
  return result.findings.some(result.fails) ? ExitCode.FOUND : ExitCode.FINE;
}

async function checked(given: Arguments, surroundings: Surroundings): Promise<Result> {
  if (!given.positionals.length) throw noFiles(SEE_HELP.check);
  const config = readConfig(given.value('config'));
  const inputs = await readInputs(given.positionals, surroundings);
  const { manifests, findings, silenced, notes } = judge(inputs.manifests, config);
  const failing = given.value('fail-on') === Severity.WARNING ? [Severity.ERROR, Severity.WARNING] : [Severity.ERROR];
  return {
    ...inputs,
    findings,
    silenced: given.has('silenced') ? silenced : [],
    ignored: silenced.length,
    notes: [...inputs.notes, ...notes],
    grpcPorts: grpcPorts(manifests).length,
    fails: ({ severity }: Finding) => failing.includes(severity),
  };
}

/** A report in a file leaves the terminal to people. */
function report(given: Arguments, result: Result, { stdout, stderr, env }: Surroundings): void {
  const format = given.value('format') ?? 'text';
  const [output] = [given.value('output')].filter((file) => file !== STDOUT);
  if (output !== undefined) write(output, FORMATS[format](result));
  const isColoured = stdout.isTTY === true && !env.NO_COLOR && !given.has('no-color');
  const isForPeople = output !== undefined || format === 'text';
  for (const note of result.notes) stderr.write(`${printable(note)}\n`);
  stdout.write(isForPeople ? forPeople(result, isColoured) : FORMATS[format](result));
}

function write(file: string, content: string): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw new Unusable([
      problem(
        'the report cannot be written',
        (error as Error).message,
        'make its folder, or name another file by --output',
      ),
    ]);
  }
}
