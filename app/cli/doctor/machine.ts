import { loadDriver } from '../../../shared/drivers/index.ts';
import { openDriver } from '../../../shared/drivers/open.ts';
import { isSpeckitError } from '../../../shared/errors.ts';
import { git } from '../../../shared/sync/git.ts';
import type { Context } from '../command.ts';
import { readConfiguration } from '../configuration/read.ts';
import { resolveForTerminal, type TerminalProfile } from '../configuration/resolve.ts';
import { type Finding, find, type Seen } from '../findings.ts';
import { openKeychain } from '../keychain.ts';
import { imageFindings } from './image.ts';
import { specifyHere } from './specify.ts';

const OLDEST_NODE = 24;
/** The first with a `merge-tree` that writes trees. */
const OLDEST_GIT = [2, 38] as const;

/** What runs on this machine rest on. */
export async function* machineFindings(context: Context): AsyncGenerator<Finding> {
  const { signal, folders, cwd } = context;
  yield await find('Node', signal, nodeVersion);
  yield await find('git', signal, () => gitVersion(signal));
  let profile: TerminalProfile | undefined;
  yield await find('profile', signal, async () => {
    profile = await resolveForTerminal(await readConfiguration(folders, cwd), {});
    return `${profile.name}: driver ${profile.driver}, agent ${profile.agent}`;
  });
  const driver = profile?.driver ?? 'docker';
  const engine = await find('Docker', signal, () => dockerEngine(context, driver));
  yield engine;
  yield* imageFindings(context, { profile, engine });
  yield await find('specify', signal, () => specifyHere(driver, signal));
  yield await find('keychain', signal, () => keychain(signal));
}

function nodeVersion(): Seen {
  const { node } = process.versions;
  if (Number.parseInt(node, 10) >= OLDEST_NODE) return node;
  return {
    state: 'failed',
    text: `${node} is too old`,
    hint: `Install Node ${OLDEST_NODE} or newer from https://nodejs.org.`,
  };
}

async function gitVersion(signal: AbortSignal): Promise<Seen> {
  const said = (await git(['--version'], { signal })).toString('utf8').trim();
  const [major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(said) ?? []).slice(1).map(Number);
  const old = major < OLDEST_GIT[0] || (major === OLDEST_GIT[0] && minor < OLDEST_GIT[1]);
  if (!old) return said.replace('git version ', '');
  const hint = `Install git ${OLDEST_GIT.join('.')} or newer.`;
  return { state: 'failed', text: `${said} is too old`, hint };
}

/** Needed only where runs go there. */
async function dockerEngine({ env, folders, signal }: Context, wanted: string): Promise<Seen> {
  const settings = (await loadDriver('docker')).settings.parse({});
  const driver = await openDriver({ driver: 'docker', settings, variables: env, dataDir: folders.state });
  try {
    await driver.probe({ signal });
    return 'the engine answers';
  } catch (error) {
    if (!isSpeckitError(error) || wanted === 'docker') throw error;
    return {
      state: 'warning',
      text: error.message,
      hint: `${error.hint} The driver \`${wanted}\` needs none.`,
    };
  }
}

async function keychain(signal: AbortSignal): Promise<Seen> {
  try {
    await openKeychain(signal).read('E2B_API_KEY');
    return 'can be used';
  } catch (error) {
    if (!isSpeckitError(error, 'unsupported')) throw error;
    return {
      state: 'warning',
      text: error.message,
      hint: 'Give credentials as environment variables instead.',
    };
  }
}
