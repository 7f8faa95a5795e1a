import { ConfigMapOf, Environment } from './environment';
import { Fields } from './fields';

/** A port that a container declares. */
export interface ContainerPort {
  readonly name?: string;
  readonly port: number;
}

/** A word of a command or of its arguments. */
export interface Word {
  readonly text: string;
  /** Leads to it in the container. */
  readonly at: readonly string[];
}

/** What an action before the stop does, as far as it can be known. */
export type PreStop = { readonly seconds: number } | 'unknown' | undefined;

/** Variables that Go's runtime reads, and gRPC in Go. */
const OF_GO = /^(GRPC_GO_\w+|GOMAXPROCS|GOMEMLIMIT|GOGC|GODEBUG|GOTRACEBACK)$/;

/** A container of a pod. */
export class Container {
  public readonly name: string;
  public readonly image: string;
  public readonly ports: ContainerPort[];
  public readonly environment: Environment;
  /** Command and arguments, with the values of variables in them. */
  public readonly words: readonly Word[];

  /** `path` leads to the container in its manifest. */
  public constructor(
    public readonly fields: Fields,
    public readonly path: readonly string[],
    configMapOf: ConfigMapOf,
    /** Whether it is an init container that goes on running beside the others. */
    public readonly isNativeSidecar: boolean = false,
  ) {
    this.name = fields.text('name') ?? '';
    this.image = fields.text('image') ?? '';
    this.ports = fields.list('ports').flatMap((port) => {
      const number = port.number('containerPort');
      return number === undefined ? [] : [{ name: port.text('name'), port: number }];
    });
    this.environment = new Environment(fields, configMapOf);
    this.words = ['command', 'args'].flatMap((list) =>
      fields.list(list).flatMap((word, index) => {
        const text = word.text();
        return text === undefined ? [] : [{ text: this.environment.expand(text), at: [list, String(index)] }];
      }),
    );
  }

  /** Whether it is an Envoy that the manifest brings itself. */
  public get isEnvoy(): boolean {
    return (
      /(^|\/)envoy(-(distroless|alpine|contrib|debug))?(-dev)?(:|@|$)/.test(this.image) ||
      /(^|\/)envoy$/.test(this.words[0]?.text ?? '')
    );
  }

  /** Whether it is one, or called like what somebody has made of one: `acme-envoy`. Enough for silence, too little for a finding. */
  public get mayBeEnvoy(): boolean {
    return this.isEnvoy || /-envoy(:|@|$)/.test(this.image);
  }

  /** Whether its program is in Go: who gives it such settings knows that it reads them. */
  public get isGo(): boolean {
    return this.fields.list('env').some((entry) => OF_GO.test(entry.text('name') ?? ''));
  }

  /** The port of a probe that speaks gRPC. */
  public get grpcProbePort(): number | undefined {
    for (const probe of ['readinessProbe', 'livenessProbe', 'startupProbe']) {
      const port =
        this.fields.number(probe, 'grpc', 'port') ?? healthProbePort(this.fields.texts(probe, 'exec', 'command'));
      if (port !== undefined) return port;
    }
    return undefined;
  }

  /** The action before the stop, and how long it takes. */
  public get preStop(): PreStop {
    const hook = this.fields.get('lifecycle', 'preStop');
    const seconds = hook.number('sleep', 'seconds') ?? sleepOf(hook.texts('exec', 'command'));
    if (seconds !== undefined) return { seconds };
    return hook.has('exec') || hook.has('httpGet') || hook.has('tcpSocket') ? 'unknown' : undefined;
  }
}

/** The port that the program grpc_health_probe is told. */
function healthProbePort(command: string[]): number | undefined {
  // Word by word: a single expression takes minutes for a command that is made for that.
  const words = command.flatMap((word) => word.split(/\s+/));
  const program = words.findIndex((word) => /(^|\/)grpc_health_probe/.test(word));
  const option = words.findIndex((word, index) => program >= 0 && index > program && /^--?addr(=|$)/.test(word));
  const address = words[option]?.includes('=') ? words[option] : words[option + 1];
  const port = option < 0 ? null : /:(\d+)\W*$/.exec(address ?? '');
  return port ? Number(port[1]) : undefined;
}

/** Seconds of a command that does nothing but sleep, alone or in a shell. */
function sleepOf(command: string[]): number | undefined {
  const line = command.join(' ');
  const found = /^(?:\S*sh -\S*c )?(?:\S*\/)?sleep (\d+)s?;?$/.exec(line.trim());
  return found ? Number(found[1]) : undefined;
}
