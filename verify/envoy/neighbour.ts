/**
 * Another pod of the server: the same Envoy in a network of its own, as every pod has one.
 * What reaches it comes through a socket in its folder, which belongs to no network.
 */
import { createServer } from 'node:net';
import { join } from 'node:path';
import { bringLoopbackUp } from '../support/namespace';
import { dial, pipe } from '../support/cluster-ip';
import { LISTENER } from './subject';
import { Scene, World } from './world';

export const socketOf = (folder: string) => join(folder, 'pod.sock');

async function main(scene: Scene): Promise<void> {
  bringLoopbackUp();
  await World.start(scene);
  createServer((caller) => pipe(caller, dial(LISTENER))).listen(socketOf(scene.folder), () => console.log('ready'));
}

if (require.main === module) void main(JSON.parse(process.argv[2]));
