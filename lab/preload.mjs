/**
 * Loaded into the lab's clients by `node --import`: names of the cluster are asked of the lab's DNS server instead of the machine's, as
 * nobody but root may write a resolv.conf. It is the only thing that the clients have that they do not have in a cluster.
 */
import { promises as dns } from 'node:dns';

const resolver = new dns.Resolver();
resolver.setServers([process.env.LAB_DNS]);
const lookUp = dns.lookup;

dns.lookup = async (name, options) => {
  if (!name.endsWith('.svc.cluster.local')) return lookUp(name, options);
  const addresses = await resolver.resolve4(name);
  const found = addresses.map((address) => ({ address, family: 4 }));
  return options?.all ? found : found[0];
};
