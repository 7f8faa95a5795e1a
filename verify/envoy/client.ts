import { Client, credentials, makeClientConstructor, Metadata, ServiceError, status } from '@grpc/grpc-js';
import { Answer, POD_HEADER, SERVICE, Work } from './pod';

/** How a call ended. */
export interface Outcome {
  readonly code: status;
  readonly details: string;
  readonly answer?: Answer;
  /** The pod that had the request, if it said so. */
  readonly pod?: string;
  readonly started: number;
  readonly ended: number;
}

const Greeter = makeClientConstructor(SERVICE, 'Greeter');

/** A client with one connection, which it shares with nobody. */
export class GreeterClient {
  /** Calls under way, and the pods that have them. */
  private readonly pending = new Map<number, string | undefined>();
  private next = 0;
  private readonly client: Client & Record<string, any>;

  public constructor(target: string, options: Record<string, string | number>) {
    this.client = new Greeter(target, credentials.createInsecure(), {
      ...options,
      'grpc.use_local_subchannel_pool': 1,
    });
  }

  public close(): void {
    this.client.close();
  }

  /** One unary call; a failure is an outcome, not an exception. */
  public call(work: Work = {}, deadlineSeconds = 30): Promise<Outcome> {
    const id = this.next++;
    const started = Date.now();
    this.pending.set(id, undefined);
    return new Promise((resolve) => {
      const call = this.client.sayHello(
        work,
        { deadline: started + deadlineSeconds * 1000 },
        (error: ServiceError | null, answer?: Answer) => {
          const pod = answer?.pod ?? this.pending.get(id);
          this.pending.delete(id);
          resolve({ ...ending(error), answer, pod, started, ended: Date.now() });
        },
      );
      call.on('metadata', (metadata: Metadata) => this.pending.set(id, metadata.get(POD_HEADER)[0]?.toString()));
    });
  }

  /** A unary call that is given up after a while. */
  public giveUp(work: Work, milliseconds: number): Promise<status> {
    return new Promise((resolve) => {
      const call = this.client.sayHello(work, (error: ServiceError | null) => resolve(error?.code ?? status.OK));
      setTimeout(() => call.cancel(), milliseconds);
    });
  }

  /** Calls a method that the service may not have; how that ended. */
  public callUnknown(path: string): Promise<status> {
    const same = (bytes: Buffer) => bytes;
    return new Promise((resolve) => {
      const ended = (error: ServiceError | null) => resolve(error?.code ?? status.OK);
      this.client.makeUnaryRequest(path, same, same, Buffer.alloc(0), new Metadata(), {}, ended);
    });
  }

  /** One server stream; how many answers came, and how it ended. */
  public watch(work: Work): Promise<{ answers: number; code: status; details: string; milliseconds: number }> {
    const started = Date.now();
    return new Promise((resolve) => {
      let answers = 0;
      const stream = this.client.watch(work);
      const end = (error: ServiceError | null) =>
        resolve({ answers, ...ending(error), milliseconds: Date.now() - started });
      stream.on('data', () => answers++);
      stream.on('error', end);
      stream.on('end', () => end(null));
    });
  }

  /** Calls, `width` at a time, until there were `count`. */
  public async calls(count: number, width: number, work: Work = {}): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    let started = 0;
    const one = async () => {
      while (started++ < count) outcomes.push(await this.call(work));
    };
    await Promise.all(Array.from({ length: width }, one));
    return outcomes;
  }

  /** Calls, `width` at a time, until `end` is settled. */
  public async callsUntil(end: Promise<unknown>, width: number, work: Work, pause = 0): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    let over = false;
    const stop = () => void (over = true);
    end.then(stop, stop);
    const one = async () => {
      while (!over) {
        outcomes.push(await this.call(work));
        if (pause) await new Promise((resolve) => setTimeout(resolve, pause));
      }
    };
    await Promise.all(Array.from({ length: width }, one));
    return outcomes;
  }
}

function ending(error: ServiceError | null): { code: status; details: string } {
  return error ? { code: error.code, details: error.details } : { code: status.OK, details: '' };
}

export const failuresOf = (outcomes: Outcome[]) => outcomes.filter(({ code }) => code !== status.OK);

/** The first failures as text. */
export const tell = (outcomes: Outcome[]) =>
  outcomes.length ? `${outcomes.length} (such as ${status[outcomes[0].code]}: ${outcomes[0].details})` : 'none';
