import { ProxyDrain } from '../../strategies/proxy-drain';
import { Place } from '../errors';
import { mergeMetadata } from './pod-metadata';

/** For how many seconds the proxies of pod templates were told to stay, in this rendering. */
const told = new WeakMap<object, number>();

/** Tells the proxy of a pod to stay. Of what the server and the client in one pod want, the longer time holds. */
export function keepProxy(template: any, drain: ProxyDrain | undefined, place: Place): void {
  if (!drain) return;
  const { metadata } = template;
  const before = told.get(template) ?? 0;
  const seconds = Math.max(before, drain.time.toSeconds());
  if (before > 0) metadata.annotations = without(metadata.annotations, drain);
  metadata.annotations = mergeMetadata(place, 'annotation', metadata.annotations, saying(drain, seconds));
  told.set(template, seconds);
}

function saying({ annotation, field }: ProxyDrain, seconds: number): { [key: string]: string } {
  return { [annotation]: field === undefined ? String(seconds) : JSON.stringify({ [field]: `${seconds}s` }) };
}

function without(annotations: any, { annotation, field }: ProxyDrain): any {
  const { [annotation]: value, ...others } = annotations;
  if (field === undefined) return others;
  const { [field]: _, ...rest } = JSON.parse(value);
  return { ...others, [annotation]: JSON.stringify(rest) };
}
