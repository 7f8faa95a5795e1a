/** Runs tasks in this order, no more than `limit` at once. */
export async function pool(limit: number, tasks: (() => Promise<void>)[]): Promise<void> {
  const rest = [...tasks];
  const worker = async () => {
    for (let task = rest.shift(); task; task = rest.shift()) await task();
  };
  await Promise.all(Array.from({ length: limit }, worker));
}

export const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const START_TIMEOUT_MS = 120_000;

/** What `attempt` gives when it does not throw any more; for programs that start. */
export async function until<T>(name: string, attempt: () => T | Promise<T>): Promise<T> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`${name} is not ready`, { cause: error });
      await sleep(100);
    }
  }
}
