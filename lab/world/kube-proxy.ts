import { connect, createServer, Server, Socket } from 'node:net';
import { pipe } from '../../verify/support/cluster-ip';
import { inUse } from '../errors';

/**
 * The virtual address of a Service as kube-proxy makes it with iptables: a new connection goes to one of the ready pods, by chance, and stays
 * there. Requests are none of its business.
 */
export class KubeProxy {
  /** Addresses that new connections go to. */
  public ready: string[] = [];
  private readonly open = new Set<Socket>();
  private readonly server: Server;

  public constructor(
    private readonly targetPort: number,
    private readonly random: () => number,
  ) {
    this.server = createServer((caller) => this.forward(caller));
  }

  public listen(address: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', (error) => reject(inUse(`${address}:${port}`, error)));
      this.server.listen(port, address, resolve);
    });
  }

  public close(): void {
    this.server.close();
    this.open.forEach((socket) => socket.destroy());
  }

  private forward(caller: Socket): void {
    const endpoint = this.ready[Math.floor(this.random() * this.ready.length)];
    if (!endpoint) return void caller.destroy();
    this.open.add(caller);
    caller.once('close', () => this.open.delete(caller));
    pipe(caller, connect(this.targetPort, endpoint));
  }
}
