import { readFileSync } from 'node:fs';
import { cells, MATRIX, matrix, TESTED, textOf } from '../../scripts/matrix';
import { monitoring } from '../../src';
import { ALERTS } from '../../src/monitoring/alerts';
import { CASES } from '../rules/cases';
import { runs } from '../rules/promtool-file';
import { SOURCES } from '../rules/sources';
import { TEXTS } from '../rules/texts';

const named = cells().map((cell) => [`${cell.alert.name}, ${cell.source.key}`, cell] as const);

test('docs/monitoring-matrix.md is what `npm run matrix` writes', () => {
  expect(readFileSync(MATRIX, 'utf8')).toBe(matrix());
});

test('there are 8 alerts and 11 sources, and 8 cells are n/a', () => {
  const absent = cells().filter((cell) => cell.absent !== undefined);
  expect([ALERTS.length, SOURCES.length, cells().length, absent.length]).toEqual([8, 11, 88, 8]);
  expect(absent.map(({ source, alert }) => `${source.key} ${alert.option}`)).toEqual([
    'goGrpcMiddleware connectionsUneven',
    'javaGrpcPrometheus connectionsUneven',
    'grpcOpenTelemetry connectionsUneven',
    'openTelemetry connectionsUneven',
    'openTelemetryOld connectionsUneven',
    'micrometer connectionsUneven',
    'istio connectionsUneven',
    'envoy podSlow',
  ]);
});

test('every factory of the library is a source', () => {
  const factories = Object.getOwnPropertyNames(monitoring.TelemetrySource).filter(
    (name) => !['length', 'name', 'prototype'].includes(name),
  );
  expect(SOURCES.map(({ key }) => key).sort()).toEqual(factories.sort());
});

test.each(named)(
  '%s: there are a case that fires, one that resolves and one that is silent, or none',
  (_name, cell) => {
    const { absent, fires, resolves, silent } = cell;
    const kinds = [fires, resolves, silent].map(({ length }) => length > 0);
    expect({ kinds, text: textOf(cell) }).toEqual(
      absent === undefined
        ? { kinds: [true, true, true], text: TESTED }
        : { kinds: [false, false, silent.length > 0], text: `n/a: ${absent}` },
    );
  },
);

test('every case is run, of every source that it concerns', () => {
  const run = runs();
  expect(CASES.filter((one) => !run.some(({ case: { name } }) => name === one.name))).toEqual([]);
  expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
  for (const kind of Object.values(monitoring.MonitorKind)) {
    const fired = run.filter(({ monitor }) => monitor === kind).flatMap((one) => one.case.checks);
    const alerts = new Set(fired.flatMap(({ firing }) => firing.map(({ alert }) => alert)));
    // Proxies, which count connections, have monitors of their own.
    expect([...alerts].sort()).toEqual(
      Object.keys(TEXTS)
        .filter((alert) => kind === 'pod-monitor' || alert !== 'connectionsUneven')
        .sort(),
    );
  }
});

test('no alert that a case says is silent fires in it', () => {
  const contradicting = CASES.filter(({ silentFor = [], checks, servers }) =>
    silentFor.some(
      (alert) => servers.length === 1 && checks.some(({ firing }) => firing.some((one) => one.alert === alert)),
    ),
  );
  expect(contradicting.map(({ name }) => name)).toEqual([]);
});
