import { DRIVER_NAMES, type DriverName } from '../shared/drivers/index.ts';
import type { RepoConfig, ServerConfig } from '../shared/profile/config.ts';
import { parseServerConfig } from '../shared/profile/load.ts';
import { isReserved } from '../shared/profile/reserved.ts';
import { OVERRIDABLE } from '../shared/profile/schema.ts';
import type { Inputs } from './inputs.ts';

/** A job ends after six hours at the latest on GitHub's own runners; longer limits are a self-hosted one's. */
const LONGEST = '24h';
/** What the runner uses between itself and its steps. */
const RUNNER = /^(ACTIONS_|RUNNER_|INPUT_|STATE_)/;
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

type Variables = Readonly<Record<string, string | undefined>>;

/** The variables that profiles may pass: the step's credentials, and what the workflow sets for the step. */
export function passable(
  env: Variables,
  { credentials }: Pick<Inputs, 'credentials'>,
): Record<string, string> {
  const own = Object.entries(env).filter(([name, value]) => value && NAME.test(name) && !RUNNER.test(name));
  return { ...(Object.fromEntries(own) as Record<string, string>), ...credentials };
}

/**
 * What takes the place of a server's configuration: the workflow file is the ceiling. Whoever may write there may
 * already run anything in the job, so it allows what its inputs name and what the default branch's configuration says.
 */
export async function workflowCeiling(
  owner: string,
  inputs: Pick<Inputs, 'driver' | 'timeoutMs'>,
  variables: Readonly<Record<string, string>>,
): Promise<ServerConfig> {
  const names = Object.keys(variables).filter(name => !isReserved(name));
  const config = {
    serve: { owners: [owner] },
    allow: { drivers: driversOf(inputs, variables), override: OVERRIDABLE, images: ['*'], timeout: LONGEST },
    variables: Object.fromEntries(names.map(name => [name, { repositories: [`${owner}/*`] }])),
  };
  const server = await parseServerConfig(JSON.stringify(config), { file: 'the workflow file' });
  const { timeoutMs } = inputs;
  const allow = { ...server.allow, ...(timeoutMs === undefined ? {} : { timeoutMs }), setBy: SET_BY };
  return { ...server, allow };
}

const SET_BY = {
  name: 'the workflow',
  remedy: 'change the inputs of the step in the workflow file',
  passes: 'set it under `env` of the step in the workflow file',
};

/** `local` isolates nothing, so it has to be named. */
function driversOf({ driver }: Pick<Inputs, 'driver'>, variables: Variables): DriverName[] {
  const named = DRIVER_NAMES.find(known => known === driver?.toLowerCase());
  if (named) return [named];
  const keyed = { e2b: 'E2B_API_KEY', daytona: 'DAYTONA_API_KEY' } as const;
  return ['docker', ...(['e2b', 'daytona'] as const).filter(name => variables[keyed[name]])];
}

/**
 * Both configurations as the core wants them: what the default branch says of profiles counts like a server's, since
 * nobody stands above it here.
 */
export function underWorkflow(
  server: ServerConfig,
  repo: RepoConfig,
  inputs: Pick<Inputs, 'profile' | 'directory'>,
): { server: ServerConfig; repo: RepoConfig } {
  const { profile: chosen = inputs.profile, profiles, agent, timeoutMs, ...rest } = repo;
  const profile = inputs.profile ?? chosen;
  return {
    server: {
      ...server,
      file: repo.file,
      profiles,
      ...(profile === undefined ? {} : { profile }),
      ...(agent === undefined ? {} : { agent }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    },
    repo: { ...rest, profiles: {}, ...(inputs.directory === undefined ? {} : { project: inputs.directory }) },
  };
}
