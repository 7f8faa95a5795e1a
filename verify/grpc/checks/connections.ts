import assert from 'node:assert';
import { GrpcCheck } from '../check';
import { Fleet } from '../fleet';
import { inArguments } from '../subject';

/** As many connections to each pod as the manifests ask for. */
const WANTED = 5;

export const connections: GrpcCheck = {
  name: 'grpc/connections-per-pod',
  variant: 'five-connections',
  fleets: [['go']],
  seconds: 8,
  load: 'busy',
  run: async (scene) => {
    const fleet = await Fleet.start(scene);
    // Channels connect one after the other, too.
    await fleet.warmUp();
    await fleet.callAll(500);
    const counts = fleet.clients.map(({ language }) => ({
      language,
      perPod: fleet.pods.map((pod) => pod.connectionsOf(language).length),
    }));
    const told = counts.map(({ language, perPod }) => `${language} ${perPod.join(' / ')}`).join(', ');
    assert.ok(
      counts.every(({ perPod }) => perPod.every((count) => count === WANTED)),
      `connections per pod: ${told}`,
    );
    return `connections per pod: ${told}`;
  },
  controls: [
    {
      broken: 'one channel',
      edit: ({ client }) => (client.GRPC_SERVER_GRPC_CHANNELS = '1'),
      says: /node 1 \/ 1 \/ 1 \/ 1 \/ 1, python 1 \/ 1 \/ 1 \/ 1 \/ 1, go 1 \/ 1 \/ 1 \/ 1 \/ 1, java 1 \/ 1 \/ 1 \/ 1 \/ 1/,
    },
    {
      broken: 'channels that share their connections',
      edit: inArguments('client', (args) => delete args['grpc.use_local_subchannel_pool']),
      says: /node 1 \/ 1 \/ 1 \/ 1 \/ 1, python 1 \/ 1 \/ 1 \/ 1 \/ 1, go 5 \/ 5 \/ 5 \/ 5 \/ 5, java 5 \/ 5 \/ 5 \/ 5 \/ 5/,
    },
  ],
};
