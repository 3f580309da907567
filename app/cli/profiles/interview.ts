import { DRIVER_NAMES, loadDriver } from '../../../shared/drivers/index.ts';
import { isSpeckitError } from '../../../shared/errors.ts';
import { AGENTS, DEFAULT_AGENT } from '../../../shared/profile/agents.ts';
import { type SettingDocs, settingDocs } from '../../../shared/profile/reference.ts';
import { isGroup } from '../../../shared/profile/shape.ts';
import { askChoice, askText } from '../ask.ts';
import { driverOf, type ProfileFields, without, withSetting } from './fields.ts';
import { checkProfile } from './save.ts';

/** Asks for everything that a profile can say, from what it says already; most people press Enter. */
export async function interview(
  name: string,
  given: ProfileFields,
  signal: AbortSignal,
): Promise<ProfileFields> {
  const drivers = DRIVER_NAMES.map(async value => ({
    value,
    hint: firstOf((await loadDriver(value)).isolation),
  }));
  const driver = await askChoice({
    ...{ message: 'Where should runs happen?', signal },
    answers: await Promise.all(drivers),
    initial: driverOf(given),
  });
  const agent = await askChoice({
    ...{ message: 'Which coding agent?', signal },
    answers: AGENTS.map(known => ({ value: known.name, label: known.title, hint: known.name })),
    initial: typeof given.agent === 'string' ? given.agent : DEFAULT_AGENT,
  });
  let fields: ProfileFields = { ...given, driver, agent };
  for (;;) {
    const key = await askChoice({
      ...{ message: 'Change a setting?', signal },
      answers: [{ value: DONE, label: 'No, save the profile' }, ...(await settings(fields))],
    });
    if (key === DONE) return fields;
    fields = await askSetting(name, fields, key, signal);
  }
}

const DONE = '';
const TIMEOUT = 'timeout';

async function settings(fields: ProfileFields) {
  const driver = driverOf(fields);
  const docs = settingDocs((await loadDriver(driver)).settings);
  const group = isGroup(fields[driver]) ? fields[driver] : {};
  return [
    { value: TIMEOUT, hint: shown(fields.timeout, '30m') },
    ...docs.map(({ key, standard }) => ({ value: key, hint: shown(group[key], standard) })),
  ];
}

async function askSetting(
  name: string,
  fields: ProfileFields,
  key: string,
  signal: AbortSignal,
): Promise<ProfileFields> {
  const driver = driverOf(fields);
  const docs = settingDocs((await loadDriver(driver)).settings).find(setting => setting.key === key);
  for (let fault = ''; ; ) {
    const text = await askText({
      message: [fault, about(key, docs)].filter(Boolean).join('\n'),
      placeholder: 'empty: the default',
      signal,
    });
    const path = key === TIMEOUT ? key : `${driver}.${key}`;
    try {
      const next = text === '' ? unset(fields, path) : changed(fields, key, text);
      await checkProfile(name, next);
      return next;
    } catch (error) {
      if (!isSpeckitError(error, 'usage')) throw error;
      fault = `${error.message} ${error.hint}`;
    }
  }
}

function changed(fields: ProfileFields, key: string, text: string): ProfileFields {
  return key === TIMEOUT ? { ...fields, timeout: text } : withSetting(fields, `${key}=${text}`);
}

function unset(fields: ProfileFields, path: string): ProfileFields {
  const [first = '', second] = path.split('.');
  const group = fields[first];
  const there = second === undefined ? group !== undefined : isGroup(group) && Object.hasOwn(group, second);
  return there ? without(fields, [path]) : fields;
}

const about = (key: string, docs: SettingDocs | undefined) =>
  docs ? `${key}: ${docs.text}` : `${key}: a run is ended after this time, like 45m.`;

const shown = (value: unknown, standard: unknown): string => {
  const [text, note] = value === undefined ? [standard, ' (default)'] : [value, ''];
  if (text === undefined) return 'not set';
  const json = typeof text === 'string' ? text : JSON.stringify(text);
  return `${json.length > 40 ? `${json.slice(0, 39)}…` : json}${note}`;
};

const firstOf = (text: string) => text.split(/[:;,.]/)[0] ?? text;
