import * as kplus from 'cdk8s-plus-27';
import { GrpcServer } from '../src';
import { find, podTemplate } from './support/find';
import { synthesized, tree } from './support/synth';

describe('what cdk8s-plus makes of the Deployment of a server finds its pods', () => {
  const selected = { 'app.kubernetes.io/name': 'greeter' };
  const { app, chart } = tree();
  const { deployment } = new GrpcServer(chart, 'greeter', { image: 'greeter:1' });
  deployment.exposeViaService({ name: 'outside' });
  new kplus.NetworkPolicy(chart, 'Policy', { metadata: { name: 'policy' }, selector: deployment });
  new kplus.Deployment(chart, 'Neighbour', {
    metadata: { name: 'neighbour' },
    containers: [{ image: 'neighbour:1' }],
  }).scheduling.separate(deployment);
  const manifests = synthesized(app);

  test('they have the label', () =>
    expect(podTemplate(find(manifests, 'Deployment', 'greeter')).metadata.labels).toEqual(selected));

  test('a Service', () => expect(find(manifests, 'Service', 'outside').spec.selector).toEqual(selected));

  test('a NetworkPolicy', () =>
    expect(find(manifests, 'NetworkPolicy', 'policy').spec.podSelector.matchLabels).toEqual(selected));

  test('an affinity', () => {
    const { podAntiAffinity } = podTemplate(find(manifests, 'Deployment', 'neighbour')).spec.affinity;
    const [{ labelSelector }] = podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    expect(labelSelector.matchLabels).toEqual(selected);
  });
});

describe('the number of pods that something else sets', () => {
  const { app, chart } = tree();
  const { deployment } = new GrpcServer(chart, 'greeter', { image: 'greeter:1', externalAutoscaler: true });
  const scaled = new GrpcServer(chart, 'scaled', { image: 'greeter:1', externalAutoscaler: true });
  new kplus.HorizontalPodAutoscaler(chart, 'Autoscaler', { target: scaled.deployment, maxReplicas: 9 });
  const manifests = synthesized(app);

  test.each(['greeter', 'scaled'])('is not in the Deployment %s', (name) =>
    expect(find(manifests, 'Deployment', name).spec).not.toHaveProperty('replicas'),
  );

  test('is that of an autoscaler of cdk8s-plus too', () => {
    const { spec } = manifests.find(({ kind }) => kind === 'HorizontalPodAutoscaler');
    expect(spec.scaleTargetRef.name).toBe('scaled');
  });

  test('may be more than one', () =>
    expect(find(manifests, 'PodDisruptionBudget', deployment.name).spec.maxUnavailable).toBe(1));
});
