import { createSocket, RemoteInfo, Socket } from 'node:dgram';
import {
  Answer,
  AUTHORITATIVE_ANSWER,
  decode,
  encode,
  Packet,
  Question,
  RECURSION_AVAILABLE,
  RECURSION_DESIRED,
} from 'dns-packet';

/** Where the emulated cluster has its DNS. */
export const DNS_ADDRESS = '127.0.0.10';

/** How the kubelet tells a pod of the namespace `demo` where names are: files of /etc. */
export const NAMES = {
  'resolv.conf': `search demo.svc.cluster.local svc.cluster.local cluster.local\nnameserver ${DNS_ADDRESS}\noptions ndots:5\n`,
  hosts: '127.0.0.1 localhost\n',
};

const SERVFAIL = 2;
const NXDOMAIN = 3;

/** As CoreDNS has it. */
const TTL_SECONDS = 30;

/** The cluster's DNS over UDP; pods have IPv4 addresses only. */
export class Dns {
  /** Names whose A records were asked for, in order. */
  public readonly queries: string[] = [];
  /** Whether it is out of order. */
  public broken = false;
  private readonly records = new Map<string, string[]>();
  private readonly texts = new Map<string, string>();
  private readonly socket: Socket = createSocket('udp4');

  public constructor(
    private readonly address = DNS_ADDRESS,
    private readonly port = 53,
  ) {}

  public async start(): Promise<void> {
    this.socket.on('message', (query, from) => this.reply(decode(query), from));
    await new Promise<void>((resolve, reject) => {
      this.socket.once('error', reject);
      this.socket.bind(this.port, this.address, resolve);
    });
  }

  public close(): void {
    this.socket.close();
  }

  /** Sets the addresses of a name; none is an empty answer, not an unknown name. */
  public set(name: string, addresses: string[]): void {
    this.records.set(name, addresses);
  }

  /** Sets the TXT record of a name. */
  public setText(name: string, text: string): void {
    this.texts.set(name, text);
  }

  private reply(query: Packet, { port, address }: RemoteInfo): void {
    const [question] = query.questions ?? [];
    const name = question.name.toLowerCase();
    if (question.type === 'A') this.queries.push(name);
    const known = this.records.has(name) || this.texts.has(name);
    const code = this.broken ? SERVFAIL : known ? 0 : NXDOMAIN;
    const answers = code === 0 ? this.answersTo(question) : [];
    const response = encode({
      type: 'response',
      id: query.id,
      // The lowest four bits are the response code; dns-packet has no field for it.
      flags: AUTHORITATIVE_ANSWER | RECURSION_DESIRED | RECURSION_AVAILABLE | code,
      questions: [question],
      answers,
    });
    this.socket.send(response, port, address);
  }

  private answersTo({ type, name }: Question): Answer[] {
    const known = name.toLowerCase();
    const [addresses, text] = [this.records.get(known) ?? [], this.texts.get(known)];
    if (type === 'A') return addresses.map((data) => ({ type, name, ttl: TTL_SECONDS, data }));
    return type === 'TXT' && text ? [{ type, name, ttl: TTL_SECONDS, data: text }] : [];
  }
}
