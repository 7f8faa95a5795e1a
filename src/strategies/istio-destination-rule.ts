import { Duration } from 'cdk8s';
import {
  DestinationRuleSpec,
  DestinationRuleSpecTrafficPolicyConnectionPool,
  DestinationRuleSpecTrafficPolicyConnectionPoolHttpH2UpgradePolicy as H2UpgradePolicy,
  DestinationRuleSpecTrafficPolicyLoadBalancer,
  DestinationRuleSpecTrafficPolicyLoadBalancerSimple as Simple,
  DestinationRuleSpecTrafficPolicyOutlierDetection,
} from '../../imports/destination-rule';
import { protobufDuration } from './protobuf-duration';
import { IstioAlgorithm, IstioOptions, IstioOutlierDetection } from './istio-options';

const SIMPLE: { [algorithm in IstioAlgorithm]: Simple } = {
  ROUND_ROBIN: Simple.ROUND_UNDERSCORE_ROBIN,
  LEAST_REQUEST: Simple.LEAST_UNDERSCORE_REQUEST,
  RANDOM: Simple.RANDOM,
};

/** Spec of the DestinationRule for all ports of a Service. Not by the generated functions, which would make every load slower. */
export function destinationRuleSpec(host: string, options: IstioOptions): DestinationRuleSpec {
  return {
    host,
    trafficPolicy: {
      loadBalancer: loadBalancer(options),
      connectionPool: connectionPool(options),
      outlierDetection: options.outlierDetection && outliers(options.outlierDetection),
    },
  };
}

function loadBalancer({
  algorithm,
  warmup,
  localityPriority,
  outlierDetection,
}: IstioOptions): DestinationRuleSpecTrafficPolicyLoadBalancer {
  return {
    simple: SIMPLE[algorithm ?? IstioAlgorithm.ROUND_ROBIN],
    warmup: warmup && { duration: protobufDuration(warmup) },
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
      idleTimeout: pool?.idleTimeout && protobufDuration(pool.idleTimeout),
    },
    tcp: pool?.connectTimeout && { connectTimeout: protobufDuration(pool.connectTimeout) },
  };
}

/** The one field whose name in the generated type is not that in the manifest. */
interface OutlierDetection extends Omit<DestinationRuleSpecTrafficPolicyOutlierDetection, 'consecutive5XxErrors'> {
  readonly consecutive5xxErrors: number;
}

function outliers(outlier: IstioOutlierDetection): OutlierDetection {
  return {
    splitExternalLocalOriginErrors: true,
    consecutiveLocalOriginFailures: outlier.consecutiveLocalOriginFailures ?? 5,
    // Explicit, as Istio's default of 5 ejects healthy pods for what the application answers.
    consecutive5xxErrors: outlier.consecutiveServerErrors ?? 0,
    interval: protobufDuration(outlier.interval ?? Duration.seconds(10)),
    baseEjectionTime: protobufDuration(outlier.baseEjectionTime ?? Duration.seconds(30)),
    maxEjectionPercent: outlier.maxEjectionPercent ?? 50,
  };
}
