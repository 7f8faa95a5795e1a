import { configMapTexts, ConfigText, envTexts, isPlain } from './config-texts';
import { Fields } from '../manifests/fields';
import { Manifests } from '../manifests/manifests';
import { memoized } from '../manifests/memoized';

/** Arguments of a channel or a server, under the names that gRPC's core gave them: JSON whose keys begin with `grpc.`. */
export interface ChannelArgs extends ConfigText {
  readonly args: Fields;
  /** The variable that holds them, if one does. */
  readonly variable?: string;
}

/** What a client is told about balancing and retries. */
export interface ServiceConfig extends ConfigText {
  readonly config: Fields;
  /** Where it stands, to be shown. */
  readonly place: string;
}

const KEYS = ['loadBalancingConfig', 'loadBalancingPolicy', 'methodConfig'];

/** All arguments of channels and servers. */
export const channelArgs: (manifests: Manifests) => readonly ChannelArgs[] = memoized((manifests) =>
  texts(manifests).flatMap((text) => {
    const args = text.text.includes('"grpc.') ? readJson(text.text) : undefined;
    return args?.keys().some((key) => key.startsWith('grpc.')) ? [{ ...text, args }] : [];
  }),
);

/** All service configs, by themselves or as an argument of a channel. */
export const serviceConfigs: (manifests: Manifests) => readonly ServiceConfig[] = memoized((manifests) => [
  ...texts(manifests).flatMap((text) => {
    const config = KEYS.some((key) => text.text.includes(key)) ? readJson(text.text) : undefined;
    return config && isServiceConfig(config) ? [{ ...text, config, place: nameOf(text) }] : [];
  }),
  ...channelArgs(manifests).flatMap((text) => {
    const nested = nestedConfig(text);
    const config = nested?.text() === undefined ? nested : readJson(nested.text()!);
    return config && isServiceConfig(config) ? [{ ...text, config, place: placeOfNested(text) }] : [];
  }),
]);

/** Texts that begin like a service config or like channel arguments and are no valid JSON: templates, or broken. */
export function unreadJson(manifests: Manifests): (ConfigText & { readonly place: string })[] {
  const whole = texts(manifests).filter(({ text, at }) => {
    const isMeant = [...KEYS, 'grpc.'].some((key) => text.includes(`"${key}`)) && /^\s*\{\s*"/.test(text);
    return isMeant && isPlain({ at }) && !readJson(text);
  });
  const nested = channelArgs(manifests).flatMap((args) => {
    const text = nestedConfig(args)?.text();
    return text === undefined || readJson(text) ? [] : [{ ...args, text, place: placeOfNested(args) }];
  });
  return [...whole.map((text) => ({ ...text, place: nameOf(text) })), ...nested];
}

/** Names a text: `variable 'X'`, `'x.json'`. */
export function nameOf({ at, variable }: Pick<ChannelArgs, 'at' | 'variable'>): string {
  return variable === undefined ? `'${at[1]}'` : `variable '${variable}'`;
}

/** A service config among arguments: as an object, or as text once more. */
function nestedConfig({ args }: ChannelArgs): Fields | undefined {
  return args.has('grpc.service_config') ? args.get('grpc.service_config') : undefined;
}

function placeOfNested(args: ChannelArgs): string {
  return `grpc.service_config in ${nameOf(args)}`;
}

function texts(manifests: Manifests): readonly (ConfigText & { readonly variable?: string })[] {
  return [...envTexts(manifests), ...configMapTexts(manifests)];
}

function isServiceConfig(config: Fields): boolean {
  return KEYS.some((key) => config.has(key));
}

/** What a JSON text says; nothing where it is none, as where a chart or the kubelet completes it. */
function readJson(text: string): Fields | undefined {
  try {
    return new Fields(JSON.parse(text));
  } catch {
    return undefined;
  }
}
