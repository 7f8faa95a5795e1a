import assert from 'node:assert';
import { join } from 'node:path';
import pinned from '../engines.json';
import { find } from '../support/outputs';
import { JudgeCheck } from './check';
import { writeSchemas } from './schemas';
import { CACHE, judge, strategyOf, writeOutputs } from './tool';

const KUBECONFORM = join(CACHE, `kubeconform-${pinned.judges.kubeconform}/kubeconform`);

/** Every field is known to the oldest and to the newest Kubernetes that is promised, and to the custom resources. */
export const kubeconform: JudgeCheck = {
  name: 'judges/kubeconform',
  run: async (outputs, minor, folder) => {
    const location = writeSchemas(minor, join(folder, 'schemas'));
    const files = writeOutputs(outputs, folder);
    const args = ['-strict', '-summary', '-output', 'json', '-schema-location', location, ...files];
    const { resources, summary } = await judge(KUBECONFORM, args);
    const problems = resources.map((of: any) => `${strategyOf(of.filename)}: ${of.kind} ${of.name}: ${of.msg}`);
    assert(!problems.length, problems.join('; '));
    assert.equal(summary.skipped, 0, `${summary.skipped} objects are not judged`);
    assert.equal(summary.valid, outputs.flatMap(({ manifests }) => manifests).length, 'not all objects are judged');
    return `${summary.valid} objects of ${outputs.length} strategies are valid`;
  },
  controls: [
    {
      broken: 'a preStop that this version does not have',
      minor: '1.28',
      edit: (outputs) => (containerOf(outputs, 'client-side').lifecycle.preStop = { sleep: { seconds: 35 } }),
      says: /client-side.*Deployment catalog: .*lifecycle\/preStop.*'sleep' not allowed/,
    },
    {
      broken: 'a probe that is a text',
      edit: (outputs) => (containerOf(outputs, 'linkerd').readinessProbe.periodSeconds = '5s'),
      says: /linkerd.*Deployment catalog: .*readinessProbe\/periodSeconds.*got string, want integer/,
    },
    {
      broken: 'an algorithm that Istio does not have',
      edit: (outputs) =>
        (find(outputs, 'istio', 'DestinationRule', 'catalog').spec.trafficPolicy.loadBalancer.simple = 'FAIR'),
      says: /istio.*DestinationRule catalog: .*trafficPolicy\/loadBalancer/,
    },
    {
      broken: 'a misspelt field of a rule',
      edit: (outputs) =>
        (find(outputs, 'client-side', 'PrometheusRule', 'catalog').spec.groups[1].rules[0].keepFiring = '5m'),
      says: /client-side.*PrometheusRule catalog: .*'keepFiring' not allowed/,
    },
  ],
};

const containerOf = (outputs: any[], strategy: string) =>
  find(outputs, strategy, 'Deployment', 'catalog').spec.template.spec.containers[0];
