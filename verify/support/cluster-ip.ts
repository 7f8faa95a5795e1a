import { connect, createServer, Socket } from 'node:net';

/**
 * The address of a Service as kube-proxy makes it: a connection goes to the pod that is ready when it is made, and
 * stays there whatever becomes of the pod.
 */
export class ClusterIp {
  private readonly open = new Map<Socket, string | number>();

  /** `endpoint` is a port on loopback, or the path of a socket. */
  public constructor(public endpoint: string | number) {}

  public listen(address: string, port: number): Promise<void> {
    const server = createServer((caller) => this.forward(caller));
    return new Promise((resolve) => server.listen(port, address, resolve));
  }

  /** How many connections an endpoint has. */
  public connectionsTo(endpoint: string | number): number {
    return [...this.open.values()].filter((other) => other === endpoint).length;
  }

  private forward(caller: Socket): void {
    this.open.set(caller, this.endpoint);
    pipe(caller, dial(this.endpoint));
    caller.once('close', () => this.open.delete(caller));
  }
}

export function dial(endpoint: string | number): Socket {
  return typeof endpoint === 'string' ? connect(endpoint) : connect(endpoint, '127.0.0.1');
}

/** Both ways; the end of the one is the end of the other. */
export function pipe(one: Socket, other: Socket): void {
  one.setNoDelay(true);
  other.setNoDelay(true);
  for (const [from, to] of [
    [one, other],
    [other, one],
  ]) {
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  }
}
