import { DRIVER_NAMES, type DriverName } from '../../../shared/drivers/index.ts';
import { SpeckitError } from '../../../shared/errors.ts';
import { isGroup } from '../../../shared/profile/shape.ts';
import { readYaml } from '../../../shared/profile/yaml.ts';
import { redactKnownShapes } from '../../../shared/text/known-shapes.ts';
import type { FieldOptions } from './field-options.ts';

/** A profile as it stands in the file. */
export type ProfileFields = Readonly<Record<string, unknown>>;

export const driverOf = (fields: ProfileFields): DriverName =>
  DRIVER_NAMES.find(name => name === fields.driver) ?? 'docker';

/** The profile with what the flags say of it. @throws SpeckitError `usage` that names the flag */
export function withFlags(fields: ProfileFields, options: FieldOptions): ProfileFields {
  const { driver, agent, timeout, env, set, setting } = options;
  let next: ProfileFields = { ...fields };
  for (const [key, value] of Object.entries({ driver, agent, timeout })) {
    if (value !== undefined) next = { ...next, [key]: value };
  }
  for (const text of env) checkName(text);
  if (env.length > 0) next = { ...next, env: [...new Set(env)] };
  for (const text of set) next = put(next, ['set', ...variable(text)], text.slice(text.indexOf('=') + 1));
  for (const text of setting) next = withSetting(next, text);
  return next;
}

/** The profile with `KEY=VALUE` among its driver's settings; the value is read as YAML. */
export function withSetting(fields: ProfileFields, text: string): ProfileFields {
  const at = text.indexOf('=');
  if (at < 1) throw unfit('--setting', text, 'Write it like `memory=8g`.');
  const result = readYaml(text.slice(at + 1));
  if (!result.ok) throw unfit('--setting', text, `Its value is no YAML: ${result.problem}.`);
  return put(fields, [driverOf(fields), ...text.slice(0, at).split('.')], result.value);
}

/** The profile without these keys, like `timeout` or `docker.memory`. @throws SpeckitError `usage` */
export function without(fields: ProfileFields, keys: readonly string[]): ProfileFields {
  return keys.reduce((left, key) => {
    const [first = '', ...rest] = key.split('.');
    if (!Object.hasOwn(left, first)) throw unfit('--unset', key, 'The profile does not set that.');
    const { [first]: inner, ...others } = left;
    if (rest.length === 0) return others;
    if (!isGroup(inner)) throw unfit('--unset', key, 'The profile does not set that.');
    const kept = without(inner, [rest.join('.')]);
    return Object.keys(kept).length === 0 ? others : { ...others, [first]: kept };
  }, fields);
}

/** A value behind the name may be a secret, and is not shown. */
function checkName(text: string): void {
  const at = text.indexOf('=');
  if (at === -1) return;
  const name = text.slice(0, at);
  throw new SpeckitError('usage', `\`--env ${name}=…\` has a value, and takes a name alone.`, {
    hint: `Set \`${name}\` in the environment or run \`speckit-remote login ${name}\`; \`--set\` is for values that are no secret.`,
  });
}

function variable(text: string): string[] {
  const at = text.indexOf('=');
  if (at < 1) throw unfit('--set', text, 'Write it like `NODE_ENV=test`.');
  const name = text.slice(0, at);
  if (redactKnownShapes(text) !== text) {
    throw new SpeckitError('usage', `The value of \`${name}\` looks like a secret, which no file may hold.`, {
      hint: `Run \`speckit-remote login ${name}\`, which keeps it in the keychain, and pass it with \`--env ${name}\`.`,
    });
  }
  return [name];
}

function put(fields: ProfileFields, [key = '', ...rest]: readonly string[], value: unknown): ProfileFields {
  if (rest.length === 0) return { ...fields, [key]: value };
  const inner = Object.hasOwn(fields, key) ? fields[key] : undefined;
  return { ...fields, [key]: put(isGroup(inner) ? inner : {}, rest, value) };
}

function unfit(flag: string, text: string, hint: string): SpeckitError {
  return new SpeckitError('usage', `\`${flag}\` is \`${redactKnownShapes(text)}\`, which does not fit.`, {
    hint,
  });
}
