/** What is true of every app, whatever its props, strategy and cluster; a failure prints the seed and the smallest app that shows it. */
import * as fc from 'fast-check';
import { anyApp, anyOrder, AppSpec, broughtBy, build, Order } from './support/arbitraries/app';
import { StrategyChoice, strategyChoice } from './support/arbitraries/strategies';
import { anyScene, GENERAL_FACTS, STRATEGIES, violated } from './support/facts';
import { OUTPUT_CHECKS } from './support/output-checks';
import { schemaErrors } from './support/schema';
import { unexpectedChanges } from './support/switching';
import { keyOf, parse } from './support/variants';

// A busy machine tries fewer apps, and looks for the smallest one that fails for a few seconds only.
fc.configureGlobal({ interruptAfterTimeLimit: 8000 });

/** Any app under any strategy; applications that encrypt are refused by all strategies but one. */
const anything = strategyChoice.chain((strategy) =>
  anyApp(strategy.name === 'client-side').map((spec) => ({ spec, strategy })),
);

/** The objects of an app. That YAML says the same is a property of its own, as parsing is slow. */
function render(spec: AppSpec, strategy: StrategyChoice, order?: Order): any[] {
  return JSON.parse(JSON.stringify(build(spec, strategy, order).charts[0].toJson()));
}

function problems(spec: AppSpec, strategy: StrategyChoice): string[] {
  const objects = render(spec, strategy);
  const scene = anyScene(objects, broughtBy(spec), STRATEGIES['client-side']);
  const facts = violated(GENERAL_FACTS, scene).map(({ fact, message }) => `${fact}: ${message}`);
  const checks = Object.entries(OUTPUT_CHECKS).flatMap(([name, check]) =>
    [...check(scene, spec)].map((message) => `${name}: ${message}`),
  );
  return [...facts, ...checks, ...slips(objects), ...schemaProblems(objects, spec)];
}

/** What JavaScript writes where something was forgotten. */
function slips(objects: any[]): string[] {
  const lines = JSON.stringify(objects, undefined, 1)
    .replaceAll('>/dev/null', '')
    .split(/\n|\\n/);
  return lines.filter((line) => /\bundefined\b|\bnull\b|\bNaN\b|\[object/.test(line));
}

function schemaProblems(objects: any[], { settings }: AppSpec): string[] {
  const isOld = settings.cluster?.kubernetesVersion === '1.28';
  return objects.flatMap((object) => [...unknown(object, '1.33'), ...(isOld ? unknown(object, '1.28') : [])]);
}

/** The versions of DestinationRule have one schema, and that of v1 is at hand. */
function unknown(object: any, version: '1.28' | '1.33'): string[] {
  return schemaErrors({ ...object, apiVersion: object.apiVersion.replace('v1beta1', 'v1') }, version);
}

test('the output is what engines accept and need', () => {
  fc.assert(
    fc.property(anything, ({ spec, strategy }) => expect(problems(spec, strategy)).toEqual([])),
    { numRuns: 60 },
  );
});

test('a misspelt field and a forgotten value do not pass', () => {
  fc.assert(
    fc.property(anything, fc.nat(), ({ spec, strategy }, index) => {
      const objects = render(spec, strategy);
      const object = objects[index % objects.length];
      expect(slips(objects)).toEqual([]);
      (object.spec ?? object).tpye = `port ${undefined}`;
      expect(unknown(object, '1.33')).toEqual([expect.stringMatching(/tpye is not a known field/)]);
      expect(slips(objects)).toEqual([expect.stringContaining('port undefined')]);
    }),
    { numRuns: 5 },
  );
});

test('the same input gives the same bytes, and they say what was meant', () => {
  fc.assert(
    fc.property(anything, ({ spec, strategy }) => {
      const app = build(spec, strategy);
      const yaml = app.synthYaml();
      expect(app.synthYaml()).toBe(yaml);
      expect(build(spec, strategy).synthYaml()).toBe(yaml);
      expect(parse(yaml)).toEqual(render(spec, strategy));
    }),
    { numRuns: 15 },
  );
});

test('neither the order of constructs nor that of connectTo matters', () => {
  fc.assert(
    fc.property(anything, anyOrder, ({ spec, strategy }, order) =>
      expect(byKey(render(spec, strategy, order))).toEqual(byKey(render(spec, strategy))),
    ),
    { numRuns: 20 },
  );
});

test('another strategy changes what the table says, and with `clusterIpService` takes no Service away', () => {
  fc.assert(
    fc.property(anyApp(false), strategyChoice, strategyChoice, (given, before, after) => {
      const spec = withClusterIps(given);
      expect(unexpectedChanges(byKey(render(spec, before)), byKey(render(spec, after)))).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

function withClusterIps({ servers, workload, ...rest }: AppSpec): AppSpec {
  return {
    ...rest,
    servers: servers.map((props) => ({ ...props, clusterIpService: true })),
    workload: { ...workload, options: { ...workload.options, clusterIpService: true } },
  };
}

function byKey(objects: any[]): { [key: string]: any } {
  return Object.fromEntries(objects.map((object) => [keyOf(object), object]));
}
