#!/usr/bin/env node
import { problem } from '../../private/errors';
import { program } from './program';

// Whoever reads us may have seen enough: `| head`. What was found still counts, for `set -o pipefail`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  process.stderr.write(`${problem('the output cannot be written', error.message, 'make room, or write elsewhere')}\n`);
  process.exit(2);
});

// Nor is the code another one if nobody hears the notes: what they would say of this has nowhere to go either.
process.stderr.on('error', () => {});

// The exit code is set and not exited with: what is written may still be on its way.
void program(process.argv.slice(2), process).then((code) => (process.exitCode = code));
