import { EnvoyConfig, EnvoyFilter, placeOf } from '../facts/envoy-config';
import { grpcEnvoys } from '../facts/envoy-upstreams';
import { Severity } from '../finding';
import { Rule } from '../rule';
import { Words } from '../../private/errors';

export const envoyUntypedFilter: Rule = {
  id: 'envoy-untyped-filter',
  severity: Severity.ERROR,
  title: 'An Envoy filter without typed_config: Envoy does not start',
  why: `Envoy finds a filter by the type of its configuration; since 1.22 the name does not count. With a filter without \`typed_config\` Envoy exits at
its start: \`Didn't find a registered implementation for 'envoy.filters.http.router' with type URL: ''\`. Many guides still write the router
without one, because it has nothing to configure.

Configurations with fields of older versions (\`config\` of a filter), or for an Envoy before 1.22, are left alone.`,
  fix: 'give it a typed_config with its @type',
  threads: ['envoyproxy/envoy#21464', 'envoyproxy/envoy#36121', 'envoyproxy/envoy#26118'],
  *check(manifests) {
    for (const config of grpcEnvoys(manifests).filter((one) => !isOld(one))) {
      for (const filter of filtersOf(config)) {
        const { name, fields, at } = filter;
        if (fields.has('typed_config') || fields.has('config_discovery')) continue;
        const what = `filter '${name}' in ${placeOf(config)} has no type, and Envoy does not start`;
        yield { manifest: config.manifest, what, got: new Words('no typed_config'), at };
      }
    }
  },
};

function filtersOf({ networkFilters, http }: EnvoyConfig): EnvoyFilter[] {
  return [...networkFilters, ...http.flatMap(({ filters }) => filters)];
}

function isOld(config: EnvoyConfig): boolean {
  if (filtersOf(config).some(({ fields }) => fields.has('config'))) return true;
  return config.readers.some(({ container }) => {
    const version = container.isEnvoy && /:(?:[a-z-]+-)?v?1\.(\d+)/.exec(container.image);
    return version && Number(version[1]) < 22;
  });
}
