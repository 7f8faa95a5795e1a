import { Duration } from 'cdk8s';
import { SelectOptions } from '../../src';
import { LabChartProps } from './chart';

/** The experiment as the article had it. */
export const LAB: LabChartProps = {
  image: 'localhost/cdk8s-grpc-lab:1.0.0',
  replicas: 5,
  serviceTime: Duration.millis(3),
  slots: 1,
  requests: 10000,
  concurrency: 50,
};

/** Whether the balancing works is what the Jobs tell; a cluster for a try has no Prometheus. */
export const OPTIONS: SelectOptions = { monitoring: { enabled: false } };
