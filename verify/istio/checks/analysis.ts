import assert from 'node:assert';
import { IstioCheck } from '../check';
import { EVERY_OPTION, EXAMPLE, LABELLED_NAMESPACE, MONITORED, REVISION, TWO_NAMESPACES } from '../settings';
import { object, rule, SERVER } from '../subject';
import { editPorts, sayNothing } from './protocol';

/** That a namespace without the label is not injected is known, and meant: the pods have labels of their own. */
const NOT_INJECTED = /^IST0102 /;

/** Istio's validation and its analysers. */
export const analysed: IstioCheck = {
  name: 'istio/analysed',
  settings: [EXAMPLE, EVERY_OPTION, TWO_NAMESPACES, LABELLED_NAMESPACE, REVISION, MONITORED],
  run: ({ seen: { refused, analysis } }) => {
    assert.deepEqual(refused, [], `istiod refuses ${refused.join('; ')}`);
    const messages = analysis.messages.filter((message) => !NOT_INJECTED.test(message));
    assert.deepEqual(messages, [], `the analysers say ${messages.join('; ')}`);
    return `${analysis.analyzers.length} analysers have nothing to say`;
  },
  controls: [
    {
      broken: 'more pods left out than there are',
      setting: EVERY_OPTION,
      edit: (subject) => (rule(subject).spec.trafficPolicy.outlierDetection.maxEjectionPercent = 140),
      says: /istiod refuses .*percentage 140 is not in range 0..100/,
    },
    {
      broken: 'ports that do not say what they speak',
      edit: (subject) => editPorts(subject, sayNothing),
      says: /IST0118 Service demo\/grpc-server: Port name main/,
    },
    {
      broken: 'two Services that lead to one port from two',
      edit: (subject) => (object(subject, 'Service', SERVER).spec.ports[0].port = 50052),
      says: /IST0137 Deployment demo\/grpc-server: .*different ports: \[50051 50052\]/,
    },
  ],
};
