import { getInput } from '@actions/core';
import { didYouMean, listed, quoted } from '../shared/command/suggest.ts';
import { SpeckitError } from '../shared/errors.ts';
import { AGENTS } from '../shared/profile/agents.ts';
import { parseDuration } from '../shared/profile/durations.ts';

/** What becomes of a result: a commit, nothing, or files in the workspace. */
export type CommitMode = 'true' | 'false' | 'artifact';

/** What the workflow file says, checked; a key that it leaves out is absent. */
export interface Inputs {
  command?: string;
  profile?: string;
  driver?: string;
  agent?: string;
  token: string;
  /** Relative, without `..`. */
  directory?: string;
  timeoutMs?: number;
  commit?: CommitMode;
  branch?: string;
  publishCheck: boolean;
  /** Values by the variable's name, like `ANTHROPIC_API_KEY`. */
  credentials: Record<string, string>;
}

/** The variables that drivers and agents take their credentials from; each has an input. */
export const CREDENTIALS: readonly string[] = [
  ...new Set(['E2B_API_KEY', 'DAYTONA_API_KEY', ...AGENTS.flatMap(({ keys }) => keys)]),
];

const PLAIN = [
  ...['command', 'profile', 'driver', 'agent', 'github-token', 'working-directory', 'timeout', 'commit'],
  ...['branch', 'publish-check'],
];

/** The names of all inputs, as in `action.yml`. */
export const INPUTS: readonly string[] = [...PLAIN, ...CREDENTIALS.map(inputOf)];

/** `ANTHROPIC_API_KEY` → `anthropic-api-key`. */
export function inputOf(variable: string): string {
  return variable.toLowerCase().replaceAll('_', '-');
}

/**
 * The step's inputs from the runner's environment.
 * @throws SpeckitError `usage` that names the input, `auth` without a token
 */
export async function readInputs(env: Readonly<Record<string, string | undefined>>): Promise<Inputs> {
  refuseUnknown(env);
  const token = getInput('github-token');
  if (token === '') {
    throw new SpeckitError('auth', 'The input `github-token` is empty.', {
      hint: 'Leave it out to use the token of the workflow, or check that the secret it names exists here.',
    });
  }
  const text = (key: string, name = key) => (getInput(name) === '' ? {} : { [key]: getInput(name) });
  const directory = getInput('working-directory');
  const timeout = getInput('timeout');
  const commit = oneOf('commit', ['true', 'false', 'artifact']);
  return {
    ...text('command'),
    ...text('profile'),
    ...text('driver'),
    ...text('agent'),
    ...text('branch'),
    token,
    ...(directory === '' ? {} : { directory: await readDirectory(directory) }),
    ...(timeout === '' ? {} : { timeoutMs: parseDuration(timeout, { key: 'timeout', code: 'usage' }) }),
    ...(commit === undefined ? {} : { commit }),
    publishCheck: oneOf('publish-check', ['true', 'false']) !== 'false',
    credentials: Object.fromEntries(
      CREDENTIALS.map(name => [name, getInput(inputOf(name))] as const).filter(([, value]) => value !== ''),
    ),
  };
}

/** Whether results go onto the pull request's branch; settling conflicts does that too. */
export function wantsCommits({ commit }: Pick<Inputs, 'commit'>): boolean {
  return commit === undefined || commit === 'true';
}

/** GitHub only warns of an input that does not exist, and a mistyped `commit` would push. */
function refuseUnknown(env: Readonly<Record<string, string | undefined>>): void {
  for (const key of Object.keys(env)) {
    const name = /^INPUT_(.+)$/.exec(key)?.[1]?.toLowerCase();
    if (name === undefined || INPUTS.includes(name)) continue;
    throw new SpeckitError('usage', `There is no input ${quoted(name)}.${didYouMean(name, INPUTS)}`, {
      hint: `The inputs are ${listed(PLAIN)} and the credentials of drivers and agents, like \`anthropic-api-key\`.`,
    });
  }
}

function oneOf<Value extends string>(name: string, values: readonly Value[]): Value | undefined {
  const typed = getInput(name);
  if (typed === '') return undefined;
  const found = values.find(value => value === typed.toLowerCase());
  if (found !== undefined) return found;
  throw new SpeckitError('usage', `The input \`${name}\` is ${quoted(typed)}.${didYouMean(typed, values)}`, {
    hint: `It takes ${listed(values)}.`,
  });
}

async function readDirectory(typed: string): Promise<string> {
  const { projectDirectory } = await import('../shared/profile/values.ts');
  const read = projectDirectory.safeParse(typed.replace(/^\.\/(?=.)/, ''));
  if (read.success) return read.data;
  throw new SpeckitError('usage', `The input \`working-directory\` is ${quoted(typed)}.`, {
    hint: `${read.error.issues[0]?.message ?? 'Write a relative directory'}.`,
  });
}
