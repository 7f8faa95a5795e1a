/** Labels by which a Prometheus operator finds rules and monitors: for `ruleLabels` of `ClusterFacts`. */
export class OperatorLabels {
  /**
   * The chart `kube-prometheus-stack`, as it selects by default.
   *
   * @param release name of the Helm release
   */
  public static kubePrometheusStack(release = 'kube-prometheus-stack'): { [key: string]: string } {
    return { release };
  }

  /** The manifests of kube-prometheus. */
  public static kubePrometheus(): { [key: string]: string } {
    return { prometheus: 'k8s', role: 'alert-rules' };
  }

  private constructor() {}
}
