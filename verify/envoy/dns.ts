import { createSocket, Socket } from 'node:dgram';

/** Where the emulated cluster has its DNS. */
export const DNS_ADDRESS = '127.0.0.10';

const SERVFAIL = 2;
const NXDOMAIN = 3;
const TYPE_A = 1;

/** The cluster's DNS: answers one query per packet, A records only, which is what Envoy asks for here. */
export class Dns {
  /** Names asked for, in order. */
  public readonly queries: string[] = [];
  /** Whether it is out of order. */
  public broken = false;
  private readonly records = new Map<string, string[]>();
  private readonly socket: Socket = createSocket('udp4');

  public async start(): Promise<void> {
    this.socket.on('message', (query, { port, address }) => this.socket.send(this.answer(query), port, address));
    await new Promise<void>((resolve) => this.socket.bind(53, DNS_ADDRESS, resolve));
  }

  /** Sets the addresses of a name; none is an empty answer, not an unknown name. */
  public set(name: string, addresses: string[]): void {
    this.records.set(name, addresses);
  }

  private answer(query: Buffer): Buffer {
    const { name, end } = question(query);
    const type = query.readUInt16BE(end - 4);
    if (type === TYPE_A) this.queries.push(name);
    const addresses = this.records.get(name);
    const code = this.broken ? SERVFAIL : addresses ? 0 : NXDOMAIN;
    const answers = code === 0 && type === TYPE_A ? addresses! : [];
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    // Response, authoritative, recursion desired and available.
    header.writeUInt16BE(0x8580 | code, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(answers.length, 6);
    return Buffer.concat([header, query.subarray(12, end), ...answers.map(record)]);
  }
}

/** The name asked for, in lower case, and where the question ends. */
function question(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at]; length; length = query[at]) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length).toLowerCase());
    at += 1 + length;
  }
  return { name: labels.join('.'), end: at + 5 };
}

/** An A record of the name in the question, which stands at byte 12; a TTL of 30 s, as CoreDNS has it. */
function record(address: string): Buffer {
  return Buffer.from([0xc0, 12, 0, TYPE_A, 0, 1, 0, 0, 0, 30, 0, 4, ...address.split('.').map(Number)]);
}
