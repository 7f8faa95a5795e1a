import { given } from '../private/given';
import { ALERTS } from './alerts';
import { MonitoringOptions } from './options';

/** The options of the app and of one server: the server's win, field by field, within each alert too. */
export function mergeMonitoring(app: MonitoringOptions, server: MonitoringOptions): MonitoringOptions {
  const alerts = ALERTS.map(({ option }) => option).filter((option) => app[option] ?? server[option]);
  return {
    ...given(app),
    ...given(server),
    alertLabels: { ...app.alertLabels, ...server.alertLabels },
    ...Object.fromEntries(alerts.map((option) => [option, { ...app[option], ...given(server[option] ?? {}) }])),
  };
}
