import { Telemetry } from './telemetry';
import { TelemetryOptions } from './telemetry-options';
import { TelemetrySubject } from './telemetry-subject';

/** What a source calls things, for one server. */
export type BindSource = (subject: Required<TelemetrySubject>, labels: TelemetryOptions) => Telemetry;
