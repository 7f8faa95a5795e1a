import { existsSync } from 'node:fs';
import { problem } from '../../private/errors';
import { didYouMean } from '../did-you-mean';
import { check } from './check';
import { explain } from './explain';
import { HELP } from './help';
import { printable } from './printable';
import { ExitCode, Surroundings } from './surroundings';
import { Unusable } from '../unusable';
import { version } from './version';

type Command = (args: string[], surroundings: Surroundings) => Promise<ExitCode>;

const COMMANDS: { readonly [name: string]: Command } = { check, explain };

/** The command line `cdk8s-grpc`. Whatever is wrong is told in sentences, never as a stack trace. */
export async function program([name, ...args]: string[], surroundings: Surroundings): Promise<ExitCode> {
  try {
    return await command(name)(args, surroundings);
  } catch (error) {
    // What is no `Unusable` is a mistake of ours: it is told as one.
    const problems = error instanceof Unusable ? error.problems : [bugReport(error)];
    surroundings.stderr.write(problems.map((one) => `${printable(one)}\n`).join(''));
    return ExitCode.UNUSABLE;
  }
}

function command(name: string | undefined): Command {
  if (name === '--version') return (_args, { stdout }) => print(stdout, version());
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    return (_args, { stdout }) => print(stdout, HELP.program);
  }
  if (Object.hasOwn(COMMANDS, name)) return COMMANDS[name];
  const names = Object.keys(COMMANDS);
  const advice = `there are ${names.join(' and ')}: npx cdk8s-grpc --help`;
  const remedy = existsSync(name) ? `to check it: npx cdk8s-grpc check ${name}` : `${didYouMean(name, names)}${advice}`;
  throw new Unusable([problem('there is no such command', name, remedy)]);
}

async function print(stdout: Surroundings['stdout'], text: string): Promise<ExitCode> {
  stdout.write(`${text}\n`);
  return ExitCode.FINE;
}

function bugReport(error: unknown): string {
  const what = error instanceof Error ? error.message : String(error);
  return problem(
    'cdk8s-grpc failed, which is a mistake in it',
    what,
    'please report it with the manifests at https://github.com/cdk8s-grpc/cdk8s-grpc/issues',
  );
}
