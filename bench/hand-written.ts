import { ApiObject, ApiObjectProps, Duration, JsonPatch, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';

const NAME_LABEL = 'app.kubernetes.io/name';

/** What differs between servers. */
export interface HandWrittenServerProps {
  readonly image: string;
  readonly replicas: number;
  /** Rules and monitor of a server: whoever writes them by hand pastes text, which costs a synth nothing. */
  readonly monitoring: (name: string) => ApiObjectProps[];
}

/**
 * What `GrpcServer` emits client-side, written by hand with cdk8s-plus-27: props where it has them, else JSON patches, which is the
 * way out that its documentation shows. Byte for byte the same manifests, which the benchmark checks before it takes any time.
 */
export class HandWrittenServer extends Construct {
  public constructor(scope: Construct, id: string, props: HandWrittenServerProps) {
    super(scope, id);
    const labels = { [NAME_LABEL]: id };
    this.headlessService(id, labels);
    for (const object of props.monitoring(id)) new ApiObject(this, object.kind, object);
    this.deployment(id, labels, props);
    new ApiObject(this, 'PodDisruptionBudget', {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: id, labels },
      spec: { maxUnavailable: 1, selector: { matchLabels: labels }, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
    });
  }

  private headlessService(name: string, labels: { [key: string]: string }): void {
    const service = new kplus.Service(this, 'HeadlessService', {
      metadata: { name: `${name}-headless`, labels },
      clusterIP: 'None',
      ports: [{ name: 'grpc', port: 50051, targetPort: 50051 }],
    });
    service.selectLabel(NAME_LABEL, name);
    ApiObject.of(service).addJsonPatch(
      JsonPatch.remove('/spec/externalIPs'),
      JsonPatch.add('/spec/ports/0/appProtocol', 'kubernetes.io/h2c'),
    );
  }

  private deployment(
    name: string,
    labels: { [key: string]: string },
    { image, replicas }: HandWrittenServerProps,
  ): void {
    const deployment = new kplus.Deployment(this, 'Deployment', {
      metadata: { name, labels },
      podMetadata: { labels },
      select: false,
      replicas,
      minReady: Duration.seconds(5),
      strategy: kplus.DeploymentStrategy.rollingUpdate({
        maxSurge: kplus.PercentOrAbsolute.percent(25),
        maxUnavailable: kplus.PercentOrAbsolute.absolute(0),
      }),
      terminationGracePeriod: Duration.seconds(50),
      containers: [
        {
          name,
          image,
          imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
          ports: [
            { name: 'grpc', number: 50051 },
            { name: 'metrics', number: 9090 },
          ],
          lifecycle: { preStop: kplus.Handler.fromCommand(['sleep', '35']) },
          resources: { cpu: { request: kplus.Cpu.millis(100) }, memory: { request: Size.mebibytes(128) } },
          envVariables: {
            GRPC_SERVER_OPTIONS: kplus.EnvValue.fromValue(
              JSON.stringify({
                'grpc.keepalive_permit_without_calls': 1,
                'grpc.keepalive_time_ms': 30000,
                'grpc.keepalive_timeout_ms': 10000,
                'grpc.http2.min_ping_interval_without_data_ms': 15000,
                'grpc.max_connection_age_ms': 300000,
                'grpc.max_connection_age_grace_ms': 10000,
              }),
            ),
          },
        },
      ],
    });
    deployment.select(kplus.LabelSelector.of({ labels }));
    const object = ApiObject.of(deployment);
    const container = '/spec/template/spec/containers/0';
    const grpc = { port: 50051 };
    object.addJsonPatch(
      JsonPatch.remove('/spec/template/metadata/labels/cdk8s.io~1metadata.addr'),
      JsonPatch.add('/spec/template/spec/enableServiceLinks', false),
      JsonPatch.add('/spec/template/spec/securityContext/seccompProfile', { type: 'RuntimeDefault' }),
      JsonPatch.add(`${container}/securityContext/capabilities`, { drop: ['ALL'] }),
      JsonPatch.add(`${container}/startupProbe`, { grpc, periodSeconds: 2, failureThreshold: 60 }),
      JsonPatch.add(`${container}/readinessProbe`, { grpc, periodSeconds: 5, failureThreshold: 3, timeoutSeconds: 2 }),
      JsonPatch.add(`${container}/livenessProbe`, { grpc, periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 2 }),
      JsonPatch.add(
        '/spec/template/spec/topologySpreadConstraints',
        ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => ({
          labelSelector: { matchLabels: labels },
          matchLabelKeys: ['pod-template-hash'],
          maxSkew: 1,
          topologyKey,
          whenUnsatisfiable: 'ScheduleAnyway',
        })),
      ),
    );
    // Not by a JSON patch: cdk8s-plus-27 drops what Kubernetes 1.27 did not know.
    const render = object.toJson.bind(object);
    object.toJson = () => {
      const manifest = render();
      manifest.spec.template.spec.containers[0].lifecycle.preStop = { sleep: { seconds: 35 } };
      return manifest;
    };
  }
}
