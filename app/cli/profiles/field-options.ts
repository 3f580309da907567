import { DRIVER_NAMES } from '../../../shared/drivers/index.ts';
import { AGENT_NAMES } from '../../../shared/profile/agents.ts';
import type { OptionValues } from '../command.ts';

/** The flags that say what is in a profile. */
export const FIELD_OPTIONS = {
  driver: { value: 'NAME', summary: 'the kind of sandbox', choices: DRIVER_NAMES },
  agent: { value: 'NAME', summary: 'the coding agent', choices: AGENT_NAMES },
  timeout: { value: 'TIME', summary: 'the longest that a run may take, like 45m' },
  env: { value: 'NAME', summary: 'a variable whose value goes into the sandbox', many: true },
  set: { value: 'NAME=VALUE', summary: 'a variable with a value that is no secret', many: true },
  setting: {
    value: 'KEY=VALUE',
    summary: 'a setting of the driver, like memory=8g or network={allow: [pypi.org]}',
    many: true,
  },
} as const;

export type FieldOptions = OptionValues<typeof FIELD_OPTIONS>;

/** Whether any of those flags was given. */
export const givesFields = (options: FieldOptions): boolean =>
  Object.values(options).some(value => value !== undefined && value.length > 0);
