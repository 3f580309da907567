import { didYouMean, listed, quoted } from '../../shared/command/suggest.ts';
import { DRIVER_NAMES, loadDriver } from '../../shared/drivers/index.ts';
import { SpeckitError } from '../../shared/errors.ts';
import { AGENT_NAMES, findAgent } from '../../shared/profile/agents.ts';
import { redactKnownShapes } from '../../shared/text/known-shapes.ts';
import { askChoice, askSecret } from './ask.ts';
import type { Context } from './command.ts';
import { DRIVERS_WITH_KEYS } from './keepers.ts';
import { openKeychain } from './keychain.ts';
import { readSecret } from './read-secret.ts';

type Asking = Pick<Context, 'stdin' | 'interactive' | 'signal' | 'env'>;

/** Stores a credential in the system's keychain. @throws SpeckitError `usage`, `unsupported`, `cancelled` */
export async function login(
  { stdin, interactive, signal, env }: Asking,
  target: string,
): Promise<{ variable: string; shadowed: boolean }> {
  const [first = '', ...others] = await variablesOf(target);
  const choose = interactive && others.length > 0;
  const variable = choose
    ? await askChoice({
        ...{ message: `Which credential of ${target}?`, signal },
        answers: [first, ...others].map(value => ({ value })),
      })
    : first;
  const keychain = openKeychain(signal);
  // Before anybody types a secret that nothing could take.
  await keychain.read(variable);
  const value = interactive
    ? await askSecret({ message: `The value of ${variable}, which is not shown:`, signal, check: faultOf })
    : await readSecret(stdin, variable, signal);
  const fault = faultOf(value);
  if (fault) {
    throw new SpeckitError('usage', fault, {
      hint: `Pipe the value of \`${variable}\` in, and nothing else.`,
    });
  }
  await keychain.save(variable, value.trim());
  return { variable, shadowed: Boolean(env[variable]) };
}

/** Removes what the keychain has of it. @throws SpeckitError `usage`, `unsupported` */
export async function logout(
  { signal, env }: Pick<Context, 'signal' | 'env'>,
  target: string,
): Promise<{ removed: string[]; stillSet: string[] }> {
  const variables = await variablesOf(target);
  const keychain = openKeychain(signal);
  const removed: string[] = [];
  for (const variable of variables) if (await keychain.remove(variable)) removed.push(variable);
  return { removed, stillSet: variables.filter(variable => env[variable]) };
}

/** Characters of a driver or agent, with room for a slip of the fingers. */
const LONGEST_NAME = 20;
const VARIABLE = /^[A-Z_][A-Z0-9_]{0,127}$/;

/** The variables that hold the credentials of a driver or an agent. @throws SpeckitError `usage` */
async function variablesOf(target: string): Promise<readonly string[]> {
  if (redactKnownShapes(target) !== target) throw looksSecret();
  if (VARIABLE.test(target)) return [target];
  const driver = DRIVER_NAMES.find(name => name === target);
  const ofDriver = driver ? ((await loadDriver(driver)).credentials ?? []).map(({ name }) => name) : [];
  const names = [...ofDriver, ...(findAgent(target)?.keys ?? [])];
  if (names.length > 0) return names;
  if (driver || findAgent(target)) {
    const why = driver ? 'needs no credential' : 'has no credential that is known by name';
    throw new SpeckitError('usage', `${quoted(target)} ${why}.`, {
      hint: 'Name the variable itself where a profile passes one, like `speckit-remote login NPM_TOKEN`.',
    });
  }
  if (target.length > LONGEST_NAME) throw looksSecret();
  const known = [...DRIVER_NAMES, ...AGENT_NAMES];
  throw new SpeckitError(
    'usage',
    `There is no driver or agent ${quoted(target)}.${didYouMean(target, known)}`,
    {
      hint: `Credentials are those of the drivers ${listed(DRIVERS_WITH_KEYS)}, of an agent like ${listed(['claude'])}, or a variable by its name.`,
    },
  );
}

/** Not shown: it may be one. */
const looksSecret = () =>
  new SpeckitError('usage', 'That is no driver, agent or variable.', {
    hint: 'A credential is never an argument: it is asked for, or piped in. If that was one, it is in the history of your shell now: remove it there, and make a new one.',
  });

/** What is wrong with a secret, without showing any of it. */
function faultOf(value: string): string | undefined {
  const text = value.trim();
  if (text === '') return 'The value is empty.';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return /[\x00-\x1f\x7f]/.test(text)
    ? 'The value has more than one line, or control characters.'
    : undefined;
}
