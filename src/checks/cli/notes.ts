import { basename, dirname } from 'node:path';
import { Manifest } from '../manifests/manifest';

/** What stands for manifests that something in the cluster, or a build, makes of it. */
const STAND_INS = [
  'argoproj.io/Application',
  'argoproj.io/ApplicationSet',
  'helm.toolkit.fluxcd.io/HelmRelease',
  'kustomize.toolkit.fluxcd.io/Kustomization',
  'helm.cattle.io/HelmChart',
];

/** What was read and is not what a cluster gets: it is checked nevertheless, as far as that goes. */
export function notesOn(files: readonly string[], manifests: readonly Manifest[]): string[] {
  const folders = files
    .filter((file) => /^kustomization(\.ya?ml)?$/i.test(basename(file)))
    .map((file) => dirname(file));
  const standIns = manifests.filter(({ group, kind }) => STAND_INS.includes(`${group}/${kind}`));
  return [
    ...folders.map((folder) => {
      return `${folder}: it is a kustomization, which may change these manifests: better 'kustomize build ${folder} | npx cdk8s-grpc check -'`;
    }),
    ...standIns.map(({ kind, name, source }) => {
      const place = source ? `${source.file}:${source.line([])}: ` : '';
      return `${place}${kind} '${name}' stands for manifests that are not here: check what it makes, too`;
    }),
  ];
}
