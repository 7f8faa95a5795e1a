import { Draw, failed, joining, latencies, shares, throughput, wholeStreams } from './plots';

/** How a scene is told. */
export interface Story {
  /** What is done, and what to look at. */
  readonly text: string;
  readonly plots: Draw[];
}

export const STORIES: Record<string, Story> = {
  pinning: {
    text: `A client keeps a number of requests under way. gRPC sends them all on one HTTP/2 connection, and a ClusterIP Service gives that connection to one pod.
      More clients only throw the dice more often. With a strategy every pod gets its share, from a single client too.`,
    plots: [shares, latencies, throughput],
  },
  'scale-up': {
    text: `Three pods join while a client calls. The dotted lines are the times by which the library computes that new pods have their share: what the alerts wait
      for. Without a connection age a client that balances by itself never looks again.`,
    plots: [joining],
  },
  restart: {
    text: `All pods are replaced while a client calls: once with the emitted preStop, grace period, surge and minReadySeconds, once with Kubernetes' defaults.
      The server is the same and ends gracefully in both.`,
    plots: [failed],
  },
  loss: {
    text: `The busiest pod is killed; only what was under way on it may be lost. And all pods are replaced at the same time, which leaves a client that balances by
      itself with addresses that are all dead, unless old pods stay until it has asked DNS again.`,
    plots: [failed],
  },
  'slow-pod': {
    text: `One pod takes ten times as long. Round robin goes on giving it its share, and everybody waits there; least request avoids the pod where most requests
      are waiting.`,
    plots: [shares, throughput],
  },
  streams: {
    text: `Streams that last longer than a connection may be old. Where the longest request is known, longer ones are cut after the grace; with
      <code>unboundedStreams</code> they live on their old connection, and new requests go to the new one.`,
    plots: [wholeStreams],
  },
};
