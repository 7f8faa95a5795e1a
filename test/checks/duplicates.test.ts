import { GrpcChecks } from '../../src/checks';
import { checkManifests } from '../../src/checks/grpc-checks';
import { load } from '../../src/checks/manifests/load';
import { service, HEADLESS } from './objects';

const OBJECT = JSON.stringify(service({}, HEADLESS));
const found = (...files: [string, string][]) =>
  checkManifests(
    files.flatMap(([file, text]) => load(file, text).manifests),
    {},
  ).map(({ rule, file }) => `${rule} ${file}`);

test('objects of one name in different files may be for different clusters', () => {
  expect(found(['dev.json', OBJECT], ['prod.json', OBJECT])).toEqual([]);
  expect(found(['dev.json', `[${OBJECT}, ${OBJECT}]`])).toEqual(['duplicate-object dev.json']);
});

test('objects that come from no file belong together', () => {
  expect(GrpcChecks.check([service({}, HEADLESS), service({}, HEADLESS)]).map(({ rule }) => rule)).toEqual([
    'duplicate-object',
  ]);
});

test('another version of an API has the same objects', () => {
  const rule = (version: string) => ({
    apiVersion: `networking.istio.io/${version}`,
    kind: 'DestinationRule',
    metadata: { name: 'greeter', namespace: 'demo' },
  });
  expect(GrpcChecks.check([rule('v1'), rule('v1beta1')])).toHaveLength(1);
});

test('an object that the cluster is to name has no name yet', () => {
  const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { generateName: 'migrate-' } };
  expect(GrpcChecks.check([job, job])).toEqual([]);
});
