import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Place, refuse } from './private/errors';
import { checkLabels } from './private/input/names';
import { checkChoice, checkDuration, isText } from './private/input/values';
import { checkStruct } from './private/input/shapes';

/** The IP family in which pods are reached. */
export enum IpFamily {
  /** IPv4 only. */
  IPV4 = 'IPv4',
  /** IPv6 only. */
  IPV6 = 'IPv6',
  /** Both; IPv4 is preferred. Needs a kernel with IPv6 switched on. */
  DUAL_STACK = 'DualStack',
}

/** Facts about the cluster that the manifests are for. */
export interface ClusterFacts {
  /**
   * Kubernetes version, `<major>.<minor>`, of the oldest node.
   *
   * From 1.29 sidecars are native (`restartPolicy: Always`), from 1.30 a drain is a `preStop.sleep`;
   * older clusters get an ordinary container and an exec hook.
   *
   * @default '1.30'
   */
  readonly kubernetesVersion?: string;

  /**
   * DNS domain of the cluster.
   *
   * @default 'cluster.local'
   */
  readonly domain?: string;

  /**
   * Longest time for which the cluster's DNS may serve an old answer, whole seconds: the TTL of its records if there is a cache in between.
   *
   * @default Duration.seconds(30)
   */
  readonly dnsTtl?: Duration;

  /**
   * IP family in which pods are reached.
   *
   * @default IpFamily.IPV4
   */
  readonly ipFamily?: IpFamily;

  /**
   * Labels that the Prometheus operator selects rules by, such as `{ release: 'kube-prometheus-stack' }`.
   *
   * A rule without them is never loaded, and no error tells you.
   *
   * @default - none
   */
  readonly ruleLabels?: { [key: string]: string };
}

/** The cluster that the manifests are for: its facts, with the defaults filled in. */
export class Cluster {
  /** Minor version of Kubernetes 1. */
  public readonly minorVersion: number;
  /** DNS domain of the cluster. */
  public readonly domain: string;
  /** Longest time for which the cluster's DNS may serve an old answer. */
  public readonly dnsTtl: Duration;
  /** IP family in which pods are reached. */
  public readonly ipFamily: IpFamily;
  /** Labels that the Prometheus operator selects rules by. */
  public readonly ruleLabels: { [key: string]: string };

  /**
   * @param scope the construct that errors name
   * @param facts what is known of the cluster
   */
  public constructor(scope: IConstruct, facts: ClusterFacts = {}) {
    this.minorVersion = minorVersion(scope, facts.kubernetesVersion ?? '1.30');
    this.domain = facts.domain ?? 'cluster.local';
    if (!isText(this.domain, /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)) {
      refuse(
        scope,
        "'domain' must be a DNS domain without a dot at its end",
        this.domain,
        "pass one such as 'cluster.local'",
      );
    }
    this.dnsTtl = facts.dnsTtl ?? Duration.seconds(30);
    checkDuration(scope, 'dnsTtl', this.dnsTtl, 0, 3600);
    this.ipFamily = facts.ipFamily ?? IpFamily.IPV4;
    checkChoice(scope, 'ipFamily', this.ipFamily, Object.values(IpFamily));
    this.ruleLabels = facts.ruleLabels ?? {};
    checkStruct(scope, 'ruleLabels', this.ruleLabels);
    checkLabels(scope, 'ruleLabels', this.ruleLabels);
  }

  /** Whether an init container with `restartPolicy: Always` is a sidecar: from 1.29, without a feature gate. */
  public get nativeSidecars(): boolean {
    return this.minorVersion >= 29;
  }

  /** Whether `preStop.sleep` works: from 1.30, without a feature gate. */
  public get sleepHooks(): boolean {
    return this.minorVersion >= 30;
  }
}

function minorVersion(scope: Place, version: string): number {
  const match = /^v?1\.(\d{1,2})(\.\d+)?$/.exec(String(version));
  const minor = match ? Number(match[1]) : 0;
  if (minor < 28) {
    refuse(scope, "'kubernetesVersion' must be 1.28 or newer", version, "pass '<major>.<minor>', such as '1.30'");
  }
  return minor;
}
