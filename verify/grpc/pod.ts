import { LanguageName, languageOf, NAMES } from './languages';
import { LanguageProcess } from './language-process';

/** A request that a pod received. */
interface Request {
  readonly client: LanguageName;
  /** The client's end of the connection. */
  readonly peer: string;
  readonly time: number;
}

/** A server on an address that stands for a pod's. It prints `ready`, and `request USER-AGENT PEER` for each request. */
export class Pod {
  public readonly requests: Request[] = [];
  public readonly ready: Promise<unknown>;
  private readonly process: LanguageProcess;

  public constructor(
    public readonly address: string,
    public readonly language: LanguageName,
    port: number,
    environment: Record<string, string>,
    answerAfter: number,
  ) {
    const args = [`${address}:${port}`, String(answerAfter)];
    this.process = new LanguageProcess(languageOf(language), 'server', environment, args, (line) => this.notice(line));
    this.ready = this.process.next('ready');
  }

  /** Requests of a client. */
  public of(client: LanguageName): Request[] {
    return this.requests.filter((request) => request.client === client);
  }

  /** Connections on which a client sent requests. */
  public connectionsOf(client: LanguageName): string[] {
    return [...new Set(this.of(client).map(({ peer }) => peer))].sort();
  }

  /** Sends a signal and waits for the end: the code, and after how many seconds. */
  public async stop(signal: NodeJS.Signals): Promise<{ code: number | string; seconds: number }> {
    const sent = Date.now();
    this.process.signal(signal);
    const code = await this.process.exited;
    return { code, seconds: (Date.now() - sent) / 1000 };
  }

  private notice(line: string): void {
    const [, agent, peer] = /^request grpc-(\S+) .*?(\S+)$/.exec(line) ?? [];
    const client = NAMES.find((name) => agent?.startsWith(name));
    if (client) this.requests.push({ client, peer, time: Date.now() });
  }
}
