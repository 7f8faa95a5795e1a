import {
  Metadata,
  sendUnaryData,
  Server,
  ServerCredentials,
  ServerUnaryCall,
  ServerWritableStream,
  ServiceDefinition,
  status,
} from '@grpc/grpc-js';

/** What a request asks the server to do. */
export interface Work {
  /** How long the answer takes. */
  readonly milliseconds?: number;
  /** Fail with this status. */
  readonly code?: status;
}

/** What the server answers. */
export interface Answer {
  /** Address that the request came to. */
  readonly pod: string;
  readonly authority: string;
}

const json = {
  serialize: (value: unknown) => Buffer.from(JSON.stringify(value)),
  deserialize: (bytes: Buffer) => JSON.parse(bytes.toString()),
};

const method = {
  requestStream: false,
  requestSerialize: json.serialize,
  requestDeserialize: json.deserialize,
  responseSerialize: json.serialize,
  responseDeserialize: json.deserialize,
};

/** The greeter; its package has a dot, which Envoy's metrics must come to terms with. */
export const SERVICE: ServiceDefinition = {
  sayHello: { ...method, path: '/acme.greeter.v1.Greeter/SayHello', responseStream: false },
  /** An answer at once, then silence, then another answer. */
  watch: { ...method, path: '/acme.greeter.v1.Greeter/Watch', responseStream: true },
};

/** Name of the header in which a pod says who it is as soon as it has a request. */
export const POD_HEADER = 'pod';

/** A greeter on an address that stands for a pod's. */
export class Pod {
  /** Requests received. */
  public received = 0;
  private readonly server = new Server();

  public constructor(
    public readonly address: string,
    private readonly port: number,
  ) {
    this.server.addService(SERVICE, {
      sayHello: (call: ServerUnaryCall<Work, Answer>, callback: sendUnaryData<Answer>) => this.sayHello(call, callback),
      watch: (call: ServerWritableStream<Work, Answer>) => this.watch(call),
    });
  }

  public start(): Promise<number> {
    return new Promise((resolve, reject) =>
      this.server.bindAsync(`${this.address}:${this.port}`, ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      ),
    );
  }

  /** Ends as a server does that was asked to: requests under way are answered. */
  public shutDown(): Promise<unknown> {
    return new Promise((resolve) => this.server.tryShutdown(resolve));
  }

  private sayHello(call: ServerUnaryCall<Work, Answer>, callback: sendUnaryData<Answer>): void {
    this.received++;
    const { milliseconds, code } = call.request;
    const answer = () => (code ? callback({ code, details: 'as asked' }) : callback(null, this.answer(call)));
    if (!milliseconds) return answer();
    call.sendMetadata(this.header());
    setTimeout(answer, milliseconds);
  }

  private watch(call: ServerWritableStream<Work, Answer>): void {
    this.received++;
    call.write(this.answer(call));
    setTimeout(() => {
      call.write(this.answer(call));
      call.end();
    }, call.request.milliseconds);
  }

  private answer(call: { getHost(): string }): Answer {
    return { pod: this.address, authority: call.getHost() };
  }

  private header(): Metadata {
    const metadata = new Metadata();
    metadata.set(POD_HEADER, this.address);
    return metadata;
  }
}
