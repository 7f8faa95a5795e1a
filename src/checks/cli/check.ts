import { writeFileSync } from 'node:fs';
import { problem } from '../../private/errors';
import { Finding, Severity } from '../finding';
import { checkTogether, settingsOf } from '../grpc-checks';
import { grpcPorts } from '../grpc-ports';
import { Manifests } from '../manifests';
import { Arguments, Options, readArguments } from './arguments';
import { readConfig } from './config';
import { HELP, SEE_HELP } from './help';
import { readInputs } from './inputs';
import { FORMATS, forPeople } from './report';
import { Result } from './result';
import { explained, listed } from './rule-text';
import { ExitCode, noFiles, Surroundings, Unusable } from './surroundings';

const OPTIONS: Options = {
  format: { type: 'string', choices: Object.keys(FORMATS) },
  output: { type: 'string' },
  'fail-on': { type: 'string', choices: [Severity.ERROR, Severity.WARNING] },
  config: { type: 'string' },
  explain: { type: 'string' },
  list: { type: 'boolean' },
  'no-color': { type: 'boolean' },
  help: { type: 'boolean' },
};

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
  const { options, ignores } = readConfig(given.value('config'));
  const inputs = await readInputs(given.positionals, surroundings);
  const manifests = new Manifests(inputs.manifests, settingsOf(options));
  const all = checkTogether(manifests, options);
  const findings = all.filter((finding) => !ignores(finding));
  const failing = given.value('fail-on') === Severity.WARNING ? [Severity.ERROR, Severity.WARNING] : [Severity.ERROR];
  return {
    ...inputs,
    findings,
    ignored: all.length - findings.length,
    grpcPorts: grpcPorts(manifests).length,
    fails: ({ severity }: Finding) => failing.includes(severity),
  };
}

/** A report in a file leaves the terminal to people. */
function report(given: Arguments, result: Result, { stdout, env }: Surroundings): void {
  const format = given.value('format') ?? 'text';
  const output = given.value('output');
  if (output !== undefined) write(output, FORMATS[format](result));
  const isColoured = stdout.isTTY === true && !env.NO_COLOR && !given.has('no-color');
  const isForPeople = output !== undefined || format === 'text';
  stdout.write(isForPeople ? forPeople(result, isColoured) : FORMATS[format](result));
}

function write(file: string, content: string): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw new Unusable([
      problem('the report cannot be written', (error as Error).message, 'name another file by --output'),
    ]);
  }
}
