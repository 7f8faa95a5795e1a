import { refuse } from '../private/errors';
import { isQualifiedName } from '../private/input/names';
import { checkShapes, checkStruct } from '../private/input/shapes';
import { checkChoice, checkDurations, checkIntegers, isText } from '../private/input/values';
import {
  IstioAlgorithm,
  IstioApiVersion,
  IstioConnectionPool,
  IstioOptions,
  IstioOutlierDetection,
} from './istio-options';

const FACTORY = 'LoadBalancing.istio';

/** Refuses options that contradict each other, or that Istio would ignore or refuse. */
export function checkIstioOptions(options: IstioOptions): void {
  checkStruct(FACTORY, 'options', options);
  checkShapes(FACTORY, options, {
    flags: ['h2Upgrade', 'podInjection', 'holdApplicationUntilProxyStarts', 'coverDrain'],
    structs: ['connectionPool', 'outlierDetection'],
    lists: ['localityPriority'],
  });
  const { algorithm, apiVersion, localityPriority, connectionPool = {}, outlierDetection = {} } = options;
  if (algorithm !== undefined && !Object.values(IstioAlgorithm).includes(algorithm)) {
    const remedy = `use ${Object.values(IstioAlgorithm).join(', ')}; PASSTHROUGH would switch balancing off`;
    refuse(FACTORY, "'algorithm' is unknown", algorithm, remedy);
  }
  checkChoice(FACTORY, 'apiVersion', apiVersion, Object.values(IstioApiVersion), ' or ');
  checkRevision(options);
  checkDurations(FACTORY, options, { warmup: [1, 3600] });
  if (options.warmup && algorithm === IstioAlgorithm.RANDOM)
    refuse(FACTORY, "'warmup' has no effect with RANDOM", algorithm, 'use ROUND_ROBIN or LEAST_REQUEST');
  if (localityPriority !== undefined) checkLocality(localityPriority, options);
  checkConnectionPool(connectionPool);
  checkOutlierDetection(outlierDetection);
}

function checkRevision({ revision, podInjection }: IstioOptions): void {
  if (revision === undefined) return;
  if (!isText(revision, /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/)) {
    const remedy = "use lower case letters, digits and hyphens, such as '1-30-3'";
    refuse(FACTORY, "'revision' must be the name of a revision", revision, remedy);
  }
  if (podInjection === false) {
    const remedy = 'put the revision on the namespace, or leave podInjection on';
    refuse(FACTORY, "'revision' needs 'podInjection'", revision, remedy);
  }
}

function checkLocality(labels: string[], { outlierDetection }: IstioOptions): void {
  if (!outlierDetection) {
    const remedy = "pass 'outlierDetection: {}' too, or leave it out";
    refuse(FACTORY, "'localityPriority' has no effect without 'outlierDetection'", labels, remedy);
  }
  if (labels.length === 0 || !labels.every((label) => isQualifiedName(label?.split?.('=')[0]))) {
    const remedy = "pass keys such as 'topology.kubernetes.io/zone'";
    refuse(FACTORY, "'localityPriority' must be keys of labels", labels, remedy);
  }
}

function checkConnectionPool(pool: IstioConnectionPool): void {
  const most = 2 ** 31 - 1;
  const integers = { maxRequests: [0, most], maxRequestsPerConnection: [0, most], maxRetries: [0, most] } as const;
  checkIntegers(FACTORY, pool, integers, 'connectionPool.');
  checkDurations(FACTORY, pool, { connectTimeout: [1, 86400], idleTimeout: [1, 86400] }, 'connectionPool.');
}

function checkOutlierDetection(outlier: IstioOutlierDetection): void {
  const integers = {
    consecutiveLocalOriginFailures: [0, 1000],
    consecutiveServerErrors: [0, 1000],
    maxEjectionPercent: [0, 100],
  } as const;
  checkIntegers(FACTORY, outlier, integers, 'outlierDetection.');
  checkDurations(FACTORY, outlier, { interval: [1, 86400], baseEjectionTime: [1, 86400] }, 'outlierDetection.');
}
