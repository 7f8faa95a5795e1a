import { Duration } from 'cdk8s';
import {
  DestinationRuleSpecTrafficPolicyConnectionPool,
  DestinationRuleSpecTrafficPolicyConnectionPoolHttpH2UpgradePolicy as H2UpgradePolicy,
  DestinationRuleSpecTrafficPolicyLoadBalancer,
  DestinationRuleSpecTrafficPolicyLoadBalancerSimple as Simple,
  DestinationRuleSpecTrafficPolicyOutlierDetection,
  toJson_DestinationRuleSpec,
} from '../../imports/destination-rule';
import { IstioAlgorithm, IstioOptions, IstioOutlierDetection } from './istio-options';

const SIMPLE: { [algorithm in IstioAlgorithm]: Simple } = {
  ROUND_ROBIN: Simple.ROUND_UNDERSCORE_ROBIN,
  LEAST_REQUEST: Simple.LEAST_UNDERSCORE_REQUEST,
  RANDOM: Simple.RANDOM,
};

/** Spec of the DestinationRule for all ports of a Service. */
export function destinationRuleSpec(host: string, options: IstioOptions): any {
  return toJson_DestinationRuleSpec({
    host,
    trafficPolicy: {
      loadBalancer: loadBalancer(options),
      connectionPool: connectionPool(options),
      outlierDetection: options.outlierDetection && outliers(options.outlierDetection),
    },
  });
}

function loadBalancer({
  algorithm,
  warmup,
  localityPriority,
  outlierDetection,
}: IstioOptions): DestinationRuleSpecTrafficPolicyLoadBalancer {
  return {
    simple: SIMPLE[algorithm ?? IstioAlgorithm.ROUND_ROBIN],
    warmup: warmup && { duration: seconds(warmup) },
    // Where pods may be left out, Istio by itself prefers the caller's zone.
    localityLbSetting: localityPriority
      ? { enabled: true, failoverPriority: localityPriority }
      : outlierDetection && { enabled: false },
  };
}

function connectionPool({
  connectionPool: pool,
  h2Upgrade,
}: IstioOptions): DestinationRuleSpecTrafficPolicyConnectionPool | undefined {
  if (!pool && !h2Upgrade) return undefined;
  return {
    http: {
      h2UpgradePolicy: h2Upgrade ? H2UpgradePolicy.UPGRADE : undefined,
      http2MaxRequests: pool?.maxRequests,
      maxRequestsPerConnection: pool?.maxRequestsPerConnection,
      maxRetries: pool?.maxRetries,
      idleTimeout: pool?.idleTimeout && seconds(pool.idleTimeout),
    },
    tcp: pool?.connectTimeout && { connectTimeout: seconds(pool.connectTimeout) },
  };
}

function outliers(outlier: IstioOutlierDetection): DestinationRuleSpecTrafficPolicyOutlierDetection {
  return {
    splitExternalLocalOriginErrors: true,
    consecutiveLocalOriginFailures: outlier.consecutiveLocalOriginFailures ?? 5,
    // Explicit, as Istio's default of 5 ejects healthy pods for what the application answers.
    consecutive5XxErrors: outlier.consecutiveServerErrors ?? 0,
    interval: seconds(outlier.interval ?? Duration.seconds(10)),
    baseEjectionTime: seconds(outlier.baseEjectionTime ?? Duration.seconds(30)),
    maxEjectionPercent: outlier.maxEjectionPercent ?? 50,
  };
}

function seconds(duration: Duration): string {
  return `${duration.toSeconds()}s`;
}
