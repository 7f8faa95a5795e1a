import { CLIENT_FACTS } from './clients';
import { ENVOY_CLUSTER_FACTS } from './envoy-clusters';
import { ENVOY_CONTAINER_FACTS } from './envoy-container';
import { ADMIN_FACTS, ENVOY_FACTS } from './envoy-listeners';
import { Fact } from './fact';
import { EXPECTED_MONITOR_FACTS, MONITOR_FACTS } from './monitors';
import { OBJECT_FACTS } from './objects';
import { POD_FACTS } from './pods';
import { ROLLOUT_FACTS } from './rollout';
import { SERVER_FACTS } from './servers';
import { EXPECTED_SERVICE_FACTS, SERVICE_FACTS } from './services';

/** What is true of any app, whatever its props. */
export const GENERAL_FACTS: Fact[] = [...SERVICE_FACTS, ...POD_FACTS, ...ADMIN_FACTS, ...MONITOR_FACTS];

/** What is true of the apps in `expected.ts`, where every value is known. */
export const FACTS: Fact[] = [
  ...GENERAL_FACTS,
  ...OBJECT_FACTS,
  ...EXPECTED_SERVICE_FACTS,
  ...EXPECTED_MONITOR_FACTS,
  ...SERVER_FACTS,
  ...ROLLOUT_FACTS,
  ...CLIENT_FACTS,
  ...ENVOY_CONTAINER_FACTS,
  ...ENVOY_FACTS,
  ...ENVOY_CLUSTER_FACTS,
];

export { type Fact, violated } from './fact';
export { anyScene, sceneOf, type Scene } from './scene';
export { EXPECTED_EVERYTHING, EXPECTED_GREETER, STRATEGIES } from './expected';
