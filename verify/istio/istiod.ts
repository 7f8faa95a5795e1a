import { join } from 'node:path';
import { ended, start } from '../support/processes';
import { running } from './cluster';
import { CALLER, firstPod, SERVER, Subject } from './subject';

const BINARY = join(__dirname, '../../.cache/verify/istiod');

/** What a proxy is sent, as Envoy's JSON. */
export interface ProxyConfig {
  readonly clusters: any[];
  readonly endpoints: any[];
  readonly listeners: any[];
  readonly routes: any[];
}

/** A pod that was created. */
export interface Pod {
  /** Webhooks of Istio that the API server asked. */
  readonly webhooks: string[];
  /** It as they left it. */
  readonly manifest: any;
  /** What Pod Security has against it at the level `restricted`. */
  readonly forbidden: string[];
}

/** What Istio makes of a cluster; pods are named `namespace/name`. */
export interface Seen {
  /** What its validation says against its own objects. */
  readonly refused: string[];
  readonly pods: Record<string, Pod>;
  /** Of the first pods of the caller and of the server. */
  readonly proxies: Record<string, ProxyConfig>;
  readonly analysis: { messages: string[]; analyzers: string[] };
}

/** Puts the manifests into a cluster with Istio and looks at what comes of it. */
export async function look(subject: Subject): Promise<Seen> {
  const proxies = [CALLER, SERVER].map((deployment) => firstPod(subject, deployment));
  const input = { Install: subject.install, Manifests: running(subject), Proxies: proxies };
  const child = start(BINARY, [], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin!.end(JSON.stringify(input));
  const { code, stdout, stderr } = await ended(child);
  if (code !== 0) throw new Error(`istiod ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}
