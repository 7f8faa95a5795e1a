import { Place, refuse, Words } from '../errors';

/** What an edit wants of a pod that the network of the node does not give. */
interface Network {
  /** Set where a mesh is to put its proxy into the pod. */
  readonly portExclusions?: string[];
  readonly resolvesNames: boolean;
  readonly addsProxy: boolean;
}

/**
 * In the network of its node a pod gets no proxy from a mesh, and by default the node's DNS: neither says a word. A proxy of its own would
 * take its ports from the whole node, and would serve whoever is on it.
 */
export function checkHostNetwork({ hostNetwork, dnsPolicy = 'ClusterFirst' }: any, edit: Network, place: Place): void {
  if (!hostNetwork) return;
  if (edit.portExclusions?.length) {
    const remedy = 'remove it, or select a strategy that needs no mesh';
    refuse(place, "no mesh puts its proxy into pods of the host's network", new Words('hostNetwork: true'), remedy);
  }
  if (edit.addsProxy) {
    const remedy = 'remove it, or select a strategy that needs no proxy in these pods';
    refuse(
      place,
      "a proxy in pods of the host's network is one of the whole node",
      new Words('hostNetwork: true'),
      remedy,
    );
  }
  if (edit.resolvesNames && dnsPolicy === 'ClusterFirst') {
    const remedy = "set it to 'ClusterFirstWithHostNet'";
    refuse(place, "pods of the host's network ask the DNS of their node by this 'dnsPolicy'", dnsPolicy, remedy);
  }
}
