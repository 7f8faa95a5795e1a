import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { ErrorCase, serve } from './case';

/** Names, labels, numbers, durations, images, sizes. */
export const names: ErrorCase[] = [
  [
    'a flag is text',
    () => serve({ clusterIpService: 'false' }),
    "[shop/greeter] 'clusterIpService' must be true or false, got 'false'; pass one of them, without quotes",
  ],
  [
    'a flag is a number',
    () => serve({ topologySpread: 0 }),
    "[shop/greeter] 'topologySpread' must be true or false, got 0; pass one of them, without quotes",
  ],
  [
    'options are text',
    () => serve({ health: 'tcp' }),
    "[shop/greeter] 'health' must be an object, got 'tcp'; put its options in curly brackets",
  ],
  [
    'options are a list',
    () => serve({ resources: [] }),
    "[shop/greeter] 'resources' must be an object, got a list; put its options in curly brackets",
  ],
  [
    'an amount of CPU is text',
    () => serve({ resources: { cpu: '100m' } }),
    "[shop/greeter] 'resources.cpu' must be an object, got '100m'; put its options in curly brackets",
  ],
  [
    'a list is a single value',
    () => serve({ imagePullSecrets: 'pull' }),
    "[shop/greeter] 'imagePullSecrets' must be a list, got 'pull'; put it in square brackets",
  ],
  [
    'a port is a number where it needs a name',
    () => serve({ additionalPorts: [50052] }),
    "[shop/greeter] 'additionalPorts[0]' must be an object, got 50052; put its options in curly brackets",
  ],
  [
    'a name begins with a digit',
    () => serve({ name: '3d-render' }),
    "[shop/greeter] 'name' must be a DNS-1035 label, got '3d-render'; use lower case letters, digits and hyphens, begin with a letter and end with a letter or digit",
  ],
  [
    'a name has capitals',
    () => serve({ name: 'Greeter' }),
    "[shop/greeter] 'name' must be a DNS-1035 label, got 'Greeter'; use lower case letters, digits and hyphens, begin with a letter and end with a letter or digit",
  ],
  [
    'a name has a line break',
    () => serve({ name: 'greeter\nkind: Secret' }),
    "[shop/greeter] 'name' must be a DNS-1035 label, got 'greeter\\nkind: Secret'; use lower case letters, digits and hyphens, begin with a letter and end with a letter or digit",
  ],
  [
    'a name is empty',
    () => serve({ name: '' }),
    "[shop/greeter] 'name' must be a DNS-1035 label, got ''; use lower case letters, digits and hyphens, begin with a letter and end with a letter or digit",
  ],
  [
    'a name is a number',
    () => serve({ name: 5 }),
    "[shop/greeter] 'name' must be a DNS-1035 label, got 5; use lower case letters, digits and hyphens, begin with a letter and end with a letter or digit",
  ],
  [
    'a name leaves no room for the headless Service',
    () => serve({ name: 'g'.repeat(55) }),
    "[shop/greeter] 'name' must have at most 54 characters so that '-headless' can be appended, got 55: 'ggggggggggggggggggggggggggggggggggggggggggggggggggggggg'; shorten it",
  ],
  [
    'a port is 0',
    () => serve({ port: 0 }),
    "[shop/greeter] 'port' must be a whole number from 1 to 65535, got 0; pass one in this range",
  ],
  [
    'a port is above 65535',
    () => serve({ port: 65536 }),
    "[shop/greeter] 'port' must be a whole number from 1 to 65535, got 65536; pass one in this range",
  ],
  [
    'a port is a fraction',
    () => serve({ port: 50051.5 }),
    "[shop/greeter] 'port' must be a whole number from 1 to 65535, got 50051.5; pass one in this range",
  ],
  [
    'a port is no number',
    () => serve({ port: NaN }),
    "[shop/greeter] 'port' must be a whole number from 1 to 65535, got NaN; pass one in this range",
  ],
  [
    'a port is text',
    () => serve({ port: '50051' }),
    "[shop/greeter] 'port' must be a whole number from 1 to 65535, got '50051'; pass it without quotes",
  ],
  [
    'a metrics port is out of range',
    () => serve({ metricsPort: 70000 }),
    "[shop/greeter] 'metricsPort' must be a whole number from 1 to 65535, got 70000; pass one in this range",
  ],
  [
    'a metrics port is that of gRPC',
    () => serve({ metricsPort: 50051 }),
    "[shop/greeter] ports must differ in name and number, got 'grpc' 50051 and 'metrics' 50051; change one of them",
  ],
  [
    'a further port has no gRPC name',
    () => serve({ additionalPorts: [{ name: 'admin', port: 50052 }] }),
    "[shop/greeter] 'additionalPorts[0].name' must be 'grpc-<name>' of at most 15 lower case letters, digits and single hyphens, got 'admin'; call it 'grpc-admin' or the like",
  ],
  [
    'a further port is called grpc',
    () => serve({ additionalPorts: [{ name: 'grpc', port: 50052 }] }),
    "[shop/greeter] 'additionalPorts[0].name' must be 'grpc-<name>' of at most 15 lower case letters, digits and single hyphens, got 'grpc'; call it 'grpc-admin' or the like",
  ],
  [
    'the name of a port is too long',
    () =>
      serve({
        additionalPorts: [
          { name: 'grpc-management', port: 1 },
          { name: 'grpc-management2', port: 2 },
        ],
      }),
    "[shop/greeter] 'additionalPorts[1].name' must be 'grpc-<name>' of at most 15 lower case letters, digits and single hyphens, got 'grpc-management2'; call it 'grpc-admin' or the like",
  ],
  [
    'a further port is out of range',
    () => serve({ additionalPorts: [{ name: 'grpc-admin', port: -1 }] }),
    "[shop/greeter] 'additionalPorts[0].port' must be a whole number from 1 to 65535, got -1; pass one in this range",
  ],
  [
    'two ports have one name',
    () =>
      serve({
        additionalPorts: [
          { name: 'grpc-a', port: 1 },
          { name: 'grpc-a', port: 2 },
        ],
      }),
    "[shop/greeter] ports must differ in name and number, got 'grpc-a' 1 and 'grpc-a' 2; change one of them",
  ],
  [
    'two ports have one number',
    () => serve({ additionalPorts: [{ name: 'grpc-a', port: 50051 }] }),
    "[shop/greeter] ports must differ in name and number, got 'grpc' 50051 and 'grpc-a' 50051; change one of them",
  ],
  [
    'a duration is a fraction of a second',
    () => serve({ preStop: Duration.millis(1500) }),
    "[shop/greeter] 'preStop' must be whole seconds from 0 to 3600, got 1.5 s; pass a duration in this range",
  ],
  [
    'a duration is a fraction of a millisecond',
    () => serve({ keepaliveTime: Duration.millis(30000.5) }),
    "[shop/greeter] 'keepaliveTime' must be whole seconds from 10 to 7200, got 30.0005 s; pass a duration in this range",
  ],
  [
    'a duration is no number',
    () => serve({ longestRequest: Duration.seconds(NaN) }),
    "[shop/greeter] 'longestRequest' must be whole seconds from 1 to 86400, got NaN s; pass a duration in this range",
  ],
  [
    'a duration is a number',
    () => serve({ longestRequest: 10 }),
    "[shop/greeter] 'longestRequest' must be a Duration of cdk8s, got 10; pass one such as 'Duration.seconds(30)'",
  ],
  [
    'a duration is nothing',
    () => serve({ terminationGracePeriod: null }),
    "[shop/greeter] 'terminationGracePeriod' must be a Duration of cdk8s, got null; pass one such as 'Duration.seconds(30)'",
  ],
  [
    'the longest request takes no time',
    () => serve({ longestRequest: Duration.seconds(0) }),
    "[shop/greeter] 'longestRequest' must be whole seconds from 1 to 86400, got 0 s; pass a duration in this range",
  ],
  [
    'pings come too often',
    () => serve({ keepaliveTime: Duration.seconds(5) }),
    "[shop/greeter] 'keepaliveTime' must be whole seconds from 10 to 7200, got 5 s; pass a duration in this range",
  ],
  [
    'a ping has no time to be answered',
    () => serve({ keepaliveTimeout: Duration.seconds(0) }),
    "[shop/greeter] 'keepaliveTimeout' must be whole seconds from 1 to 600, got 0 s; pass a duration in this range",
  ],
  [
    'a connection never gets old',
    () => serve({ maxConnectionAge: Duration.days(2) }),
    "[shop/greeter] 'maxConnectionAge' must be whole seconds from 1 to 86400, got 172800 s; pass a duration in this range",
  ],
  [
    'a pod need not be ready for any time that is a day',
    () => serve({ minReady: Duration.days(1) }),
    "[shop/greeter] 'minReady' must be whole seconds from 1 to 3600, got 86400 s; pass a duration in this range",
  ],
  [
    'an image is missing',
    () => serve({ image: undefined }),
    "[shop/greeter] 'image' must be an image reference, got undefined; pass one such as 'ghcr.io/acme/greeter:1.4.2'",
  ],
  [
    'an image is empty',
    () => serve({ image: '' }),
    "[shop/greeter] 'image' must be an image reference, got ''; pass one such as 'ghcr.io/acme/greeter:1.4.2'",
  ],
  [
    'an image has a space',
    () => serve({ image: 'greeter: 1.4.2' }),
    "[shop/greeter] 'image' must be an image reference, got 'greeter: 1.4.2'; pass one such as 'ghcr.io/acme/greeter:1.4.2'",
  ],
  [
    'an image has a line break',
    () => serve({ image: 'greeter:1.4.2\n' }),
    "[shop/greeter] 'image' must be an image reference, got 'greeter:1.4.2\\n'; pass one such as 'ghcr.io/acme/greeter:1.4.2'",
  ],
  [
    'an image has an empty tag',
    () => serve({ image: 'greeter:' }),
    "[shop/greeter] 'image' must be an image reference, got 'greeter:'; pass one such as 'ghcr.io/acme/greeter:1.4.2'",
  ],
  [
    'a label has a bad key',
    () => serve({ labels: { 'a b': 'c' } }),
    "[shop/greeter] 'labels' has a bad key, got 'a b'; use a name of at most 63 characters, optionally after a DNS prefix and '/'",
  ],
  [
    'a label has a bad value',
    () => serve({ labels: { team: 'a b' } }),
    "[shop/greeter] 'labels' has a bad value for 'team', got 'a b'; use at most 63 letters, digits, hyphens, underscores and dots, and begin and end with a letter or digit",
  ],
  [
    'a label is no text',
    () => serve({ labels: { canary: true } }),
    "[shop/greeter] 'labels' has a bad value for 'canary', got true; put it in quotes",
  ],
  [
    'labels are a list',
    () => serve({ labels: ['canary'] }),
    "[shop/greeter] 'labels' must be an object, got a list; put its options in curly brackets",
  ],
  [
    'the label of the selector is taken',
    () => serve({ labels: { 'app.kubernetes.io/name': 'other' } }),
    "[shop/greeter] 'labels' must leave 'app.kubernetes.io/name' to the library, got 'other'; pass 'name'",
  ],
  [
    'an annotation has a bad key',
    () => serve({ annotations: { '/x': 'y' } }),
    "[shop/greeter] 'annotations' has a bad key, got '/x'; use a name of at most 63 characters, optionally after a DNS prefix and '/'",
  ],
  [
    'an annotation is no text',
    () => serve({ podAnnotations: { scrape: true } }),
    "[shop/greeter] 'podAnnotations' must have text for 'scrape', got true; put it in quotes",
  ],
  [
    'the name of a secret has a slash',
    () => serve({ imagePullSecrets: ['demo/pull'] }),
    "[shop/greeter] 'imagePullSecrets[0]' must be a DNS-1123 subdomain of at most 253 characters, got 'demo/pull'; use lower case letters, digits, hyphens and dots, and begin and end with a letter or digit",
  ],
  [
    'a service account has capitals',
    () => serve({ serviceAccountName: 'Greeter' }),
    "[shop/greeter] 'serviceAccountName' must be a DNS-1123 subdomain of at most 253 characters, got 'Greeter'; use lower case letters, digits, hyphens and dots, and begin and end with a letter or digit",
  ],
  [
    'memory is not whole mebibytes',
    () => serve({ resources: { memory: { request: Size.kibibytes(100) } } }),
    "[shop/greeter] 'resources.memory.request' must be a Size of whole mebibytes, got 100 KiB; pass one such as 'Size.mebibytes(128)'",
  ],
  [
    'storage is a number',
    () => serve({ resources: { ephemeralStorage: { limit: 100 } } }),
    "[shop/greeter] 'resources.ephemeralStorage.limit' must be a Size of whole mebibytes, got 100; pass one such as 'Size.mebibytes(128)'",
  ],
  [
    'CPU is no number',
    () => serve({ resources: { cpu: { request: Cpu.millis(NaN) } } }),
    "[shop/greeter] 'resources.cpu.request' must be a Cpu of whole millis, got 'NaNm'; pass one such as 'Cpu.millis(100)'",
  ],
  [
    'CPU is text',
    () => serve({ resources: { cpu: { request: '100m' } } }),
    "[shop/greeter] 'resources.cpu.request' must be a Cpu of whole millis, got '100m'; pass one such as 'Cpu.millis(100)'",
  ],
  [
    'more CPU is requested than allowed',
    () => serve({ resources: { cpu: { request: Cpu.units(2), limit: Cpu.millis(500) } } }),
    "[shop/greeter] 'resources.cpu' must not request more than its limit, got 2000m and 500m; lower the one or raise the other",
  ],
];
