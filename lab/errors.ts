/** What is wrong with the call or the machine, and what to do about it: shown without a stack. */
export class LabError extends Error {}

/** An address that could not be had. */
export function inUse(address: string, { code, message }: NodeJS.ErrnoException): LabError {
  const port = address.slice(address.lastIndexOf(':') + 1);
  const reason = code === 'EADDRINUSE' ? 'somebody else has it' : message;
  return new LabError(
    `cannot listen on ${address}, got '${reason}'; end what listens on port ${port}, or use --netns, where the lab has a network of its own`,
  );
}
