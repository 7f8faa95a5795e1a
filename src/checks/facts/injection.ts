import { Workload } from '../manifests/workload';

/** `consul.hashicorp.com/connect-inject`, `kuma.io/sidecar-injection`, `appmesh.k8s.aws/sidecarInjectorWebhook`, a company's own. */
const ASKS = /inject|^dapr\.io\/enabled$/i;

/** Istio and Linkerd, which are known; and what is put into pods that is no proxy: secrets, and libraries that watch. */
const OTHERS = /istio\.io|linkerd\.io|opentelemetry\.io|jaegertracing\.io|vault|cert-manager\.io|1password/;

/**
 * The label or annotation by which pods get something of which no more is known here, most often the proxy of a mesh.
 *
 * Such a proxy balances requests, finds pods in its own way, and may come with a lifecycle.
 */
export function unknownProxyOf({ labels, annotations }: Workload): string | undefined {
  const asked = [...annotations, ...labels].find(
    ([key, value]) => ASKS.test(key) && !OTHERS.test(key) && !/^(false|disabled|no|off|)$/i.test(value),
  );
  return asked?.[0];
}
