/** The lines that make a client balance, and the page that has all of them. */
export interface ClientCode {
  readonly language: string;
  readonly lines: string;
  readonly page: string;
}

const PAGES = 'https://github.com/cdk8s-grpc/cdk8s-grpc/blob/main/docs/adapters/';
const SERVICE_CONFIG = '{"loadBalancingConfig":[{"round_robin":{}}]}';

/** gRPC's default, pick_first, stays on one pod whatever DNS answers. */
export const CLIENT_CODE: readonly ClientCode[] = [
  {
    language: 'Go',
    lines: `grpc.NewClient(target, grpc.WithDefaultServiceConfig(\`${SERVICE_CONFIG}\`), creds)`,
    page: `${PAGES}go.md`,
  },
  {
    language: 'Java',
    lines: 'Grpc.newChannelBuilder(target, creds).defaultLoadBalancingPolicy("round_robin").build()',
    page: `${PAGES}java.md`,
  },
  {
    language: 'Python',
    lines: `grpc.insecure_channel(target, options=[("grpc.service_config", '${SERVICE_CONFIG}')])`,
    page: `${PAGES}python.md`,
  },
  {
    language: 'Node.js',
    lines: `new GreeterClient(target, creds, { 'grpc.service_config': '${SERVICE_CONFIG}' })`,
    page: `${PAGES}node.md`,
  },
  {
    language: '.NET',
    lines:
      'GrpcChannel.ForAddress(target, new() { Credentials = creds, ServiceConfig = new() { LoadBalancingConfigs = { new RoundRobinConfig() } } })',
    page: `${PAGES}dotnet.md`,
  },
];
