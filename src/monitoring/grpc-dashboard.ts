import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { digest } from '../private/digest';
import { checkOutput } from '../private/synth/output';
import { refuse } from '../private/errors';
import { escapeHelm } from '../private/synth/helm';
import { checkLabels, checkObjectName } from '../private/input/names';
import { checkShapes, checkStruct } from '../private/input/shapes';
import { isText } from '../private/input/values';
import { givenNamespace } from '../private/namespace';
import { useSelection } from '../private/selection';
import { checkMonitoring } from './monitoring-input';
import { dashboard } from './dashboard';
import { TelemetrySource } from './telemetry-source';

/** A Grafana dashboard, and how Grafana finds it. */
export interface GrpcDashboardProps {
  /**
   * Name of the ConfigMap; the dashboard's `uid` follows from it.
   *
   * @default 'grpc-load-balancing'
   */
  readonly name?: string;
  /**
   * Namespace of the ConfigMap, one that Grafana's sidecar watches.
   *
   * @default - the chart's
   */
  readonly namespace?: string;
  /**
   * Title of the dashboard.
   *
   * @default 'gRPC load balancing'
   */
  readonly title?: string;
  /**
   * Folder in Grafana, as the annotation `grafana_folder`, which the sidecar reads if its `folderAnnotation` is set to that.
   *
   * @default - the sidecar's
   */
  readonly folder?: string;
  /**
   * Further labels of the ConfigMap; `grafana_dashboard` is `'1'` unless it is among them.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };
  /**
   * The `window` of the servers that it shows, as it is part of the names of recorded series.
   *
   * @default - the window of the whole app; 5 minutes
   */
  readonly window?: Duration;
  /**
   * Adds a row with the raw metrics of this source, without any rule in between.
   *
   * It takes the pods whose names begin with that of the server; with Istio and Linkerd, those of a Deployment that is called like the server.
   *
   * @default - no such row
   */
  readonly source?: TelemetrySource;
}

/** The most that Grafana takes. */
const MAX_UID = 40;

/** One Grafana dashboard for all gRPC servers of a cluster, in a ConfigMap that Grafana's sidecar loads. */
export class GrpcDashboard extends Construct {
  /** The ConfigMap. */
  public readonly configMap: ApiObject;
  /** The dashboard as JSON, to import it into Grafana in another way. */
  public readonly json: string;

  public constructor(scope: Construct, id: string, props: GrpcDashboardProps = {}) {
    super(scope, id);
    checkStruct(this, 'props', props);
    checkShapes(this, props, { structs: ['labels'] });
    const { name = 'grpc-load-balancing', title = 'gRPC load balancing', folder, labels, window, source } = props;
    checkObjectName(this, 'name', name);
    checkLabels(this, 'labels', labels);
    checkMonitoring(this, { window, source });
    for (const [prop, value] of Object.entries({ title, folder })) {
      if (value !== undefined && !isText(value, /\S/)) refuse(this, `'${prop}' must be text`, value, 'name it');
    }
    const namespace = givenNamespace(this, 'dashboard', props.namespace);
    const { monitoring, helm } = useSelection(this);
    const uid = name.length > MAX_UID ? `${name.slice(0, MAX_UID - 17)}-${digest(name)}` : name;
    const options = { uid, title, window: window ?? monitoring.window, source, runbookUrl: monitoring.runbookUrl };
    // One field a line: a diff shows what changes.
    this.json = JSON.stringify(dashboard(options), undefined, 2);
    this.configMap = new ApiObject(this, 'ConfigMap', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name,
        namespace,
        labels: { grafana_dashboard: '1', ...labels },
        annotations: folder === undefined ? undefined : { grafana_folder: folder },
      },
      data: { [`${name}.json`]: this.json },
    });
    if (helm) escapeHelm(this.configMap);
    checkOutput(this);
  }
}
