/** The part of `npm run lab:cluster` that has namespaces of its own: `inside.ts FOLDER STRATEGY…`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitWithCode } from '../exit';
import { experiment } from './experiment';
import { makeImages } from './images';
import { startNode } from './node';

async function main([folder, ...strategies]: string[]): Promise<number> {
  const begin = performance.now();
  const say = (what: string) =>
    console.log(`${((performance.now() - begin) / 1000).toFixed(0).padStart(4)} s  ${what}`);
  say('images');
  const images = makeImages(join(folder, 'images'));
  say('a node');
  const { kubectl, failed } = await startNode(folder, images);
  for (const name of strategies) {
    const tell = (job: string) => say(`${name}: ${job}`);
    const logs = await Promise.race([failed, experiment(kubectl, join(folder, name), tell)]);
    writeFileSync(join(folder, `${name}.log`), logs);
  }
  say('done');
  return 0;
}

exitWithCode(main(process.argv.slice(2)));
