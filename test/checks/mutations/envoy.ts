import { parse, stringify } from 'yaml';
import { find } from '../../support/find';
import { Mutation, serverPods } from './mutation';

/** The same for the Envoy that the greeter's pods bring. */
const ENVOY: Pick<Mutation, 'variant'> = { variant: 'envoy-sidecar-server-pod' };

function editBootstrap(objects: any[], edit: (bootstrap: any) => void): void {
  const { data } = find(objects, 'ConfigMap', 'grpc-server-grpc-envoy');
  const bootstrap = parse(data['envoy.yaml']);
  edit(bootstrap);
  data['envoy.yaml'] = stringify(bootstrap);
}

const cluster = (bootstrap: any) => bootstrap.static_resources.clusters[0];
const http = (bootstrap: any) => bootstrap.static_resources.listeners[0].filter_chains[0].filters[0].typed_config;

export const ENVOYS: Mutation[] = [
  {
    ...ENVOY,
    rule: 'envoy-clusterip-upstream',
    also: ['clusterip-grpc'],
    edit: (objects) => {
      // Else the address would lead to the Envoys, which balance.
      find(objects, 'Service', 'grpc-server').spec.ports[0].targetPort = 50051;
      editBootstrap(objects, (bootstrap) => {
        const [{ lb_endpoints }] = cluster(bootstrap).load_assignment.endpoints;
        lb_endpoints[0].endpoint.address.socket_address.address = 'grpc-server.demo.svc.cluster.local.';
      });
    },
  },
  {
    ...ENVOY,
    rule: 'envoy-upstream-http1',
    edit: (objects) => editBootstrap(objects, (it) => delete cluster(it).typed_extension_protocol_options),
  },
  {
    ...ENVOY,
    rule: 'envoy-untyped-filter',
    edit: (objects) => editBootstrap(objects, (it) => delete http(it).http_filters[1].typed_config),
  },
  {
    ...ENVOY,
    rule: 'envoy-route-timeout',
    edit: (objects) =>
      editBootstrap(objects, (it) => {
        const { route } = http(it).route_config.virtual_hosts[0].routes[0];
        delete route.timeout;
        delete route.max_stream_duration;
      }),
  },
  {
    ...ENVOY,
    rule: 'envoy-admin-exposed',
    edit: (objects) => editBootstrap(objects, (it) => (it.admin.address.socket_address.address = '0.0.0.0')),
  },
  {
    ...ENVOY,
    rule: 'envoy-not-drained',
    edit: (objects) => delete serverPods(objects).spec.initContainers[0].lifecycle,
  },
  {
    ...ENVOY,
    rule: 'outlier-application-errors',
    edit: (objects) => editBootstrap(objects, (it) => delete cluster(it).outlier_detection.enforcing_consecutive_5xx),
  },
  {
    ...ENVOY,
    rule: 'unread-config',
    edit: (objects) => (find(objects, 'ConfigMap', 'grpc-server-grpc-envoy').data['envoy.yaml'] += '- {'),
  },
  {
    rule: 'outlier-application-errors',
    variant: 'istio',
    edit: (objects) => {
      const { trafficPolicy } = find(objects, 'DestinationRule', 'grpc-server').spec;
      trafficPolicy.outlierDetection = { interval: '10s' };
      trafficPolicy.loadBalancer.localityLbSetting = { enabled: false };
    },
  },
];
