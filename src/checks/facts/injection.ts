import { Manifests } from '../manifests/manifests';
import { Workload } from '../manifests/workload';

/** By which pods, or all pods of a namespace, get the proxy of a mesh other than Istio and Linkerd: Consul, Kuma, App Mesh, OSM, Dapr, NGINX. */
const PROXIES =
  /^(consul\.hashicorp\.com\/connect-inject|kuma\.io\/sidecar-injection|appmesh\.k8s\.aws\/(sidecarInjectorWebhook|mesh)|openservicemesh\.io\/sidecar-injection|dapr\.io\/enabled|injector\.nsm\.nginx\.com\/auto-inject)$/i;

const INJECTION = /inject/i;

/** Istio and Linkerd, which are read elsewhere; and what is injected that is no proxy for gRPC: secrets, identities, and agents that watch. */
const NO_PROXIES =
  /istio\.io|linkerd\.io|opentelemetry\.io|jaegertracing\.io|vault|cert-manager\.io|1password|conjur|cyberark|azure\.workload\.identity|dynatrace\.com|newrelic|datadoghq\.com|instana|odigos|elastic\.co/i;

const OFF = /^(false|disabled|no|off|)$/i;

/** The label or annotation by which pods get the proxy of another mesh than Istio or Linkerd: such a proxy balances requests. */
export function otherProxyOf(manifests: Manifests, { labels, annotations, manifest }: Workload): string | undefined {
  const own = [...annotations, ...labels].find(([key]) => PROXIES.test(key));
  const namespace = manifests.namespace(manifest.namespace);
  const ofNamespace = [...(namespace?.annotations ?? []), ...(namespace?.labels ?? [])];
  const [key, value] = own ?? ofNamespace.find(([one]) => PROXIES.test(one)) ?? [];
  return value === undefined || OFF.test(value) ? undefined : key;
}

/** The label or annotation by which pods get something that nobody knows here: perhaps the proxy of a mesh. */
export function unknownInjectionOf({ labels, annotations }: Workload): string | undefined {
  const asked = [...annotations, ...labels].find(
    ([key, value]) => INJECTION.test(key) && !PROXIES.test(key) && !NO_PROXIES.test(key) && !OFF.test(value),
  );
  return asked?.[0];
}
