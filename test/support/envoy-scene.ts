import { parse } from 'yaml';
import { LoadBalancing, strategies } from '../../src';
import { container, podTemplate } from './find';
import { Scene, SceneOptions } from './scene';

const { EnvoyPlacement } = strategies;

/** An Envoy in the pods of the server, or of the client. */
export class EnvoyScene extends Scene {
  public readonly pods: string;

  public constructor(options: strategies.EnvoySidecarOptions = {}, more?: SceneOptions) {
    super(LoadBalancing.envoySidecar(options), more);
    this.pods = options.placement === EnvoyPlacement.CLIENT_POD ? 'frontend' : 'greeter';
  }

  public get bootstrap(): any {
    return parse(this.find('ConfigMap', `${this.pods}-grpc-envoy`).data['envoy.yaml']);
  }

  public get listeners(): any[] {
    return this.bootstrap.static_resources.listeners;
  }

  public get cluster(): any {
    return this.bootstrap.static_resources.clusters[0];
  }

  /** The HTTP connection manager of the first listener. */
  public get manager(): any {
    return this.listeners[0].filter_chains[0].filters[0].typed_config;
  }

  public get route(): any {
    return this.manager.route_config.virtual_hosts[0].routes[0];
  }

  public get envoy(): any {
    return container(this.find('Deployment', this.pods), 'grpc-envoy');
  }

  public get annotations(): any {
    return podTemplate(this.find('Deployment', this.pods)).metadata.annotations;
  }
}
