/** A greeter in a process of its own, so that it can be killed: `pod-main.ts PORT ADDRESS…`. */
import { Pod } from './pod';

const [port, ...addresses] = process.argv.slice(2);
const pods = addresses.map((address) => new Pod(address, Number(port)));

process.once('SIGTERM', () => Promise.all(pods.map((pod) => pod.shutDown())).then(() => process.exit(0)));
Promise.all(pods.map((pod) => pod.start())).then(() => console.log('ready'));
