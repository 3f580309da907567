import { isSpeckitError } from '../../../shared/errors.ts';
import type { ServerConfig } from '../../../shared/profile/config.ts';
import { parseServerConfig } from '../../../shared/profile/load.ts';
import { type Environment, isUnregistered, readEnvironment } from '../../environment.ts';
import type { Context } from '../command.ts';
import { readIfThere } from '../configuration/read.ts';
import { type Finding, find, type Seen } from '../findings.ts';
import { openServerDatabase } from '../operator/database.ts';
import { serverVariables } from '../operator/environment.ts';
import { appFindings } from './github.ts';
import { imageSeen } from './image.ts';

/** What the GitHub App rests on; nothing of it matters where no App is configured. */
export async function* serverFindings(context: Context, before: readonly Finding[]): AsyncGenerator<Finding> {
  const { signal, cwd } = context;
  const variables = await serverVariables(context);
  if (isUnregistered(variables)) {
    yield {
      name: 'GitHub App',
      state: 'skipped',
      text: 'none is configured here (APP_ID and PRIVATE_KEY, or `.env`)',
      hint: 'Only a server needs one: start `doctor` with its variables, or in its folder.',
    };
    return;
  }
  let environment: Environment | undefined;
  yield await find('environment', signal, () => {
    environment = readEnvironment(variables, cwd);
    return `App ${environment.appId}`;
  });
  if (!environment) return;
  const { configPath } = environment;
  let config: ServerConfig | undefined;
  yield await find('configuration', signal, async () => {
    config = await parseServerConfig(await readIfThere(configPath));
    return servedBy(config, configPath);
  });
  const docker = before.some(({ name, state }) => name === 'Docker' && state === 'ok');
  for (const image of docker && config ? imagesOf(config) : []) {
    yield await find('profile image', signal, () => imageSeen(image, signal));
  }
  yield await find('database', signal, () => database(context));
  yield* appFindings(environment, signal);
}

/** What the server's own profiles run in, beside the default. */
function imagesOf({ profiles }: ServerConfig): Set<string> {
  const images = Object.values(profiles).map(({ settings }) => settings.docker?.image);
  return new Set(images.filter(image => typeof image === 'string'));
}

function servedBy({ serve: { owners, repositories } }: ServerConfig, file: string): Seen {
  const names = [...owners, ...repositories];
  if (names.length > 0) return `${file} serves ${names.join(', ')}`;
  return {
    state: 'warning',
    text: 'the server works for nobody',
    hint: `Name owners or repositories under \`serve\` in ${file}.`,
  };
}

async function database(context: Context): Promise<Seen> {
  try {
    await using opened = await openServerDatabase(context);
    const [row] = await opened.sql.query<{ runs: number }>('SELECT count(*)::int AS runs FROM speckit.runs');
    return `${opened.name} answers, with ${row?.runs ?? 0} runs`;
  } catch (error) {
    // Before the first start there is none, and while the server runs it alone has the folder.
    if (isSpeckitError(error, 'denied')) return `in use: ${error.message}`;
    if (isSpeckitError(error, 'missing')) return { state: 'warning', text: error.message, hint: error.hint };
    throw error;
  }
}
