import { clientPods, Mutation, serverPods } from './mutation';

const server = (objects: any[]) => environmentOf(serverPods(objects));
const client = (objects: any[]) => environmentOf(clientPods(objects));

/** Edits one variable of the only container. */
function environmentOf(template: any) {
  const { env } = template.spec.containers[0];
  const at = (name: string) => env.find((variable: any) => variable.name === name);
  return {
    add: (name: string, value: string) => env.push({ name, value }),
    edit: (name: string, edit: (value: string) => string) => (at(name).value = edit(at(name).value)),
    editJson: (name: string, edit: (value: any) => void) => {
      const value = JSON.parse(at(name).value);
      edit(value);
      at(name).value = JSON.stringify(value);
    },
  };
}

const TARGET = 'GRPC_SERVER_GRPC_TARGET';
const OPTIONS = 'GRPC_SERVER_GRPC_CHANNEL_OPTIONS';

export const CHANNELS: Mutation[] = [
  {
    rule: 'service-config-policy',
    variant: 'client-side',
    edit: (objects) => client(objects).edit(OPTIONS, (options) => options.replace('round_robin', 'ROUND_ROBIN')),
  },
  {
    rule: 'service-config-policy',
    variant: 'client-side',
    how: 'by the old field',
    edit: (objects) =>
      client(objects).editJson(OPTIONS, (options) => {
        options['grpc.service_config'] = '{"loadBalancingPolicy":"round_robin"}';
      }),
  },
  {
    rule: 'target-scheme',
    variant: 'client-side',
    edit: (objects) => client(objects).edit(TARGET, (target) => target.replace('dns:', 'passthrough:')),
  },
  {
    rule: 'connection-age-missing',
    variant: 'client-side',
    edit: (objects) =>
      server(objects).editJson('GRPC_SERVER_OPTIONS', (options) => {
        delete options['grpc.max_connection_age_ms'];
        delete options['grpc.max_connection_age_grace_ms'];
      }),
  },
  {
    rule: 'keepalive-too-fast',
    variant: 'client-side',
    edit: (objects) => client(objects).editJson(OPTIONS, (options) => (options['grpc.keepalive_time_ms'] = 12_000)),
  },
  {
    rule: 'keepalive-too-fast',
    variant: 'client-side',
    how: 'on one side alone',
    edit: (objects) =>
      server(objects).editJson('GRPC_SERVER_OPTIONS', (options) => {
        delete options['grpc.keepalive_permit_without_calls'];
      }),
  },
  {
    rule: 'proxy-environment',
    variant: 'client-side',
    edit: (objects) => {
      client(objects).add('https_proxy', 'http://proxy.corp:3128');
      client(objects).editJson(OPTIONS, (options) => delete options['grpc.enable_http_proxy']);
    },
  },
];
