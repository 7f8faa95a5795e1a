import assert from 'node:assert';
import pinned from '../../engines.json';
import { EnvoyCheck } from '../check';
import { EnvoyContainer } from '../container';
import { ALL, BOTH, DUAL_STACK } from '../settings';
import { clusterOf, inBootstrap, managerOf } from '../subject';
import { World } from '../world';

/** Lines above the level of information. */
const WARNING = /^.*(\[warning\]|\[warn\]|\[error\]|\[critical\]|deprecated).*$/im;

const withoutType = inBootstrap((config) => delete managerOf(config).http_filters[1].typed_config);
const withDeprecatedField = inBootstrap((config) => {
  delete clusterOf(config).typed_extension_protocol_options;
  clusterOf(config).http2_protocol_options = {};
});

/** The emitted arguments have `--log-level warning`. */
export const validates: EnvoyCheck = {
  name: 'envoy/validates',
  settings: ALL,
  seconds: 2,
  run: async ({ subject, version, folder }) => {
    const { code, stdout, stderr } = await new EnvoyContainer(subject, version, folder).run('--mode', 'validate');
    assert.equal(code, 0, `ended with ${code}: ${stderr}`);
    const output = stdout + stderr;
    assert.ok(!WARNING.test(output), `warns: ${WARNING.exec(output)?.[0]}`);
    return output;
  },
  controls: [
    { broken: 'an HTTP filter without a type', edit: withoutType, says: /registered implementation/ },
    { broken: 'a deprecated field', edit: withDeprecatedField, says: /warns: .*http2_protocol_options/ },
  ],
};

export const starts: EnvoyCheck = {
  name: 'envoy/starts',
  settings: [...BOTH, DUAL_STACK],
  seconds: 2,
  run: async (scene) => {
    const { container } = scene.subject;
    assert.ok(container.image.endsWith(`:v${pinned.envoy.newest}`), `${container.image} is not what is tested`);
    const { envoy } = await World.start(scene);
    assert.ok(!WARNING.test(envoy.log), `warns: ${WARNING.exec(envoy.log)?.[0]}`);
    const code = await envoy.stop();
    assert.equal(code, 0, `ended with ${code}: ${envoy.log}`);
    const user = process.env.VERIFY_UNPRIVILEGED ? 'the only user' : `user ${container.securityContext.runAsUser}`;
    return `ready as ${user} on a read-only root, no warning`;
  },
  controls: [
    {
      broken: 'no limit of connections',
      edit: inBootstrap((config) => delete config.overload_manager),
      says: /warns: .*connections/,
    },
  ],
};
