/** Runs tasks in this order, no more than `limit` at once. */
export async function pool(limit: number, tasks: (() => Promise<void>)[]): Promise<void> {
  const rest = [...tasks];
  const worker = async () => {
    for (let task = rest.shift(); task; task = rest.shift()) await task();
  };
  await Promise.all(Array.from({ length: limit }, worker));
}

export const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
