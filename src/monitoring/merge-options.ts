import { given } from '../private/given';
import { ALERTS } from './alerts';
import { MonitoringOptions } from './options';

/** What has options of its own. */
const STRUCTS = ['alertLabels', ...ALERTS.map(({ option }) => option)] as const;

/** The options of the app and of one server: the server's win, field by field, within each alert too. */
export function mergeMonitoring(app: MonitoringOptions, server: MonitoringOptions): MonitoringOptions {
  const merged: any = { ...given(app), ...given(server) };
  for (const struct of STRUCTS) {
    if (app[struct] && server[struct]) merged[struct] = { ...app[struct], ...given(server[struct]) };
  }
  return merged;
}
