import { existsSync } from 'node:fs';
import { problem } from '../../private/errors';
import { Severity } from '../finding';
import { OFF } from '../grpc-checks';
import { CheckOptions } from '../options';
import { RULES } from '../rules/index';
import { NO_RULE, adviceOnRules } from '../unknown-rule';
import { Exception, SCOPE } from './exceptions';
import { SettingsReader } from './settings-reader';
import { Unusable } from '../unusable';

/** The file that is read if it is there. */
export const DEFAULT_CONFIG = '.cdk8s-grpc.yaml';

/** A near miss that would otherwise be ignored silently. */
const MISNAMED = '.cdk8s-grpc.yml';

/** What a configuration file says. */
export interface Config {
  readonly options: CheckOptions;
  /** What nobody wants to hear of. */
  readonly exceptions: readonly Exception[];
}

const KEYS = ['rules', 'ignore', 'grpcPorts', 'clusterDomain', 'ruleLabels'];

/** Reads a configuration; whatever is wrong with it is told with its line, all of it at once. */
export function readConfig(file: string | undefined): Config {
  if (file === undefined && !existsSync(DEFAULT_CONFIG)) {
    if (existsSync(MISNAMED))
      throw new Unusable([
        problem(`a configuration is called '${DEFAULT_CONFIG}'`, MISNAMED, 'rename it, or name it by --config'),
      ]);
    return { options: {}, exceptions: [] };
  }
  const reader = new ConfigReader(file ?? DEFAULT_CONFIG);
  const config = reader.read();
  if (reader.problems.length) throw new Unusable(reader.problems);
  return config;
}

class ConfigReader extends SettingsReader {
  public read(): Config {
    this.onlyKeys([], KEYS);
    for (const key of ['rules', 'ruleLabels']) if (this.at([key]).has()) this.onlyMap([key]);
    return {
      options: {
        rules: Object.fromEntries(
          this.at(['rules'])
            .entries()
            .flatMap(([id]) => this.severity(id)),
        ),
        grpcPorts: this.items(['grpcPorts']).flatMap((path) => this.port(path)),
        clusterDomain: this.text(['clusterDomain']),
        ruleLabels: this.at(['ruleLabels']).has() ? Object.fromEntries(this.labels()) : undefined,
      },
      exceptions: this.items(['ignore']).map((path) => this.exception(path)),
    };
  }

  /** `<rule>: <severity>`, or a map with a reason, which turning a rule off needs. */
  private severity(id: string): [string, string][] {
    const path = ['rules', id];
    this.rule(path, id);
    const isMap = this.at(path).entries().length > 0;
    if (isMap) this.onlyKeys(path, ['severity', 'reason']);
    const at = isMap ? [...path, 'severity'] : path;
    const severity = this.at(at).text();
    const choices = [...Object.values<string>(Severity), OFF];
    if (severity === undefined || !choices.includes(severity)) {
      this.wrong(at, `the severity of '${id}' must be ${choices.join(', ')}`, 'choose one');
      return [];
    }
    if (severity === OFF) this.reason(path, `'${id}' is off`);
    return [[id, severity]];
  }

  private exception(path: string[]): Exception {
    this.onlyKeys(path, ['rule', ...SCOPE, 'reason']);
    const [rule, kind, namespace, name, reason = ''] = ['rule', ...SCOPE, 'reason'].map((key) =>
      this.text([...path, key]),
    );
    if (rule === undefined) this.wrong([...path, 'rule'], 'an entry to ignore must name its rule', "add 'rule'");
    else this.rule([...path, 'rule'], rule);
    if ([kind, namespace, name].every((one) => one === undefined)) {
      this.wrong(
        path,
        'an entry to ignore must say of which objects',
        `add ${SCOPE.join(', ')}, or turn the rule off under 'rules'`,
      );
    }
    this.reason(path, 'a finding is ignored');
    return { rule: rule ?? '', kind, namespace, name, reason, place: this.place(path) };
  }

  private rule(path: string[], id: string): void {
    if (!RULES.some((rule) => rule.id === id)) this.refuse(path, NO_RULE, id, adviceOnRules(id));
  }

  private reason(path: string[], what: string): void {
    if (!this.at(path).text('reason')?.trim())
      this.wrong([...path, 'reason'], `${what}, and nothing says why`, "add a 'reason'");
  }

  private port(path: string[]): number[] {
    const port = this.at(path).number();
    if (port !== undefined && Number.isInteger(port) && port > 0 && port < 65536) return [port];
    this.wrong(path, 'a port must be a number from 1 to 65535', 'correct it');
    return [];
  }

  private labels(): [string, string][] {
    return this.at(['ruleLabels'])
      .entries()
      .flatMap(([key]) => {
        const value = this.text(['ruleLabels', key]);
        return value === undefined ? [] : [[key, value]];
      });
  }
}
