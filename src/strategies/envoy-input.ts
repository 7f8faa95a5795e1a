import { refuse, Words } from '../private/errors';
import { checkStruct } from '../private/input/shapes';
import { mebibytesOf } from '../private/input/sizes';
import { checkChoice, checkDurations, checkImage, checkIntegers } from '../private/input/values';
import { DEFAULT_MEMORY } from './envoy-container';
import { EnvoyAlgorithm, EnvoyPlacement, EnvoySidecarOptions } from './envoy-options';

const FACTORY = 'LoadBalancing.envoySidecar';

/** Refuses options that contradict each other or that Envoy would refuse at its start. */
export function checkEnvoyOptions(options: EnvoySidecarOptions): void {
  checkStruct(FACTORY, 'options', options);
  checkChoice(FACTORY, 'placement', options.placement, Object.values(EnvoyPlacement), ' or ');
  checkChoice(FACTORY, 'algorithm', options.algorithm, Object.values(EnvoyAlgorithm), ' or ');
  if (options.image !== undefined) checkEnvoyImage(options.image, options.maxConnectionDuration !== undefined);
  checkDurations(FACTORY, options, { dnsRefresh: [1, 300], maxConnectionDuration: [1, 86400] });
  checkIntegers(FACTORY, options, {
    concurrency: [1, 256],
    consecutiveServerErrors: [0, 1000],
    cpuRequestMillis: [1, 1000000],
  });
  const request = mebibytesOf(FACTORY, 'memoryRequest', options.memoryRequest ?? DEFAULT_MEMORY.request);
  const limit = mebibytesOf(FACTORY, 'memoryLimit', options.memoryLimit ?? DEFAULT_MEMORY.limit);
  if (request > limit) {
    const got = new Words(`${request}Mi and ${limit}Mi`);
    refuse(FACTORY, "'memoryRequest' must not be above 'memoryLimit'", got, 'lower the one or raise the other');
  }
}

function checkEnvoyImage(image: string, endsConnections: boolean): void {
  checkImage(FACTORY, 'image', image);
  if (!/@sha256:[0-9a-f]{64}$|:(?!latest$)[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(image)) {
    refuse(FACTORY, "'image' must be pinned", image, 'add an exact tag or a digest');
  }
  if (image.includes('distroless') && !endsConnections) {
    const remedy = "use an image with bash, or set 'maxConnectionDuration', which needs none";
    refuse(FACTORY, "'image' has no shell for the drain, so that every rollout would fail requests", image, remedy);
  }
}
