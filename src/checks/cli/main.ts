#!/usr/bin/env node
import { program } from './program';

// Whoever reads us may have seen enough: `| head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

// The exit code is set and not exited with: what is written may still be on its way.
void program(process.argv.slice(2), process).then((code) => (process.exitCode = code));
