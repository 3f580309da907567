import { didYouMean, listed, quoted } from '../command/suggest.ts';
import type { RunFlags } from '../command/types.ts';
import { SpeckitError } from '../errors.ts';
import type { ProfileConfig, RepoConfig, ServerConfig } from './config.ts';

export interface ResolveInput {
  server: ServerConfig;
  repo: RepoConfig;
  /** `owner/name`. */
  repository: string;
  flags?: Pick<RunFlags, 'profile' | 'driver' | 'agent' | 'timeoutMs'>;
}

const BUILT_IN = 'default';
const NOTHING: ProfileConfig = { settings: {}, limits: {} };

/** The name of the profile that a run takes. */
export function profileName({ server, repo, flags = {} }: Omit<ResolveInput, 'repository'>): string {
  return flags.profile ?? repo.profile ?? server.profile ?? BUILT_IN;
}

/** The names that `--profile` takes. */
export function profileNames(server: ServerConfig, repo: RepoConfig): string[] {
  const own = server.allow.profiles ? Object.keys(repo.profiles) : [];
  return [...new Set([BUILT_IN, ...Object.keys(server.profiles), ...own])];
}

export interface Layers {
  name: string;
  /** The server's profile of that name. */
  ours: ProfileConfig | undefined;
  /** The repository's, possibly empty. */
  theirs: ProfileConfig;
}

/** The layers of the profile that the run takes. Throws `usage`, `config` or `denied`. */
export function findLayers({ server, repo, flags = {} }: ResolveInput): Layers {
  const name = profileName({ server, repo, flags });
  const ours = get(server.profiles, name);
  const theirs = get(repo.profiles, name);
  if (theirs && !ours && !server.allow.profiles) {
    throw denied(
      `\`${repo.file}\`: \`profiles.${name}\` is a profile, and this server lets repositories define none.`,
      {
        hint: `Use one of the server's profiles: ${listed(profileNames(server, repo))}.`,
      },
    );
  }
  if (!ours && !theirs && name !== BUILT_IN) throw unknownProfile(name, { server, repo, flags });
  if (ours && theirs) checkOverrides(theirs, name, server, repo);
  return { name, ours, theirs: theirs ?? NOTHING };
}

function unknownProfile(name: string, { server, repo, flags }: Required<Omit<ResolveInput, 'repository'>>) {
  const names = profileNames(server, repo);
  const file = repo.profile === undefined ? server.file : repo.file;
  const [code, key] =
    flags.profile === undefined
      ? (['config', `\`${file}\`: \`profile\``] as const)
      : (['usage', '`--profile`'] as const);
  return new SpeckitError(
    code,
    `${key} is ${quoted(name)}, which does not exist.${didYouMean(name, names)}`,
    {
      hint: `The profiles here are ${listed(names)}.`,
    },
  );
}

/** The repository changes a profile of the server's: only what the server lists. */
function checkOverrides(theirs: ProfileConfig, name: string, server: ServerConfig, repo: RepoConfig): void {
  const { settings, timeoutMs, keepMs, unreachableMs, limits, ...rest } = theirs;
  const durations = { timeout: timeoutMs, keep: keepMs, unreachable: unreachableMs };
  const keys = [
    ...Object.keys(rest).map(key => [key, key] as const),
    ...Object.entries(durations).flatMap(([key, ms]) => (ms === undefined ? [] : [[key, key] as const])),
    ...(Object.keys(limits).length === 0 ? [] : [['limits', 'limits'] as const]),
    ...Object.entries(settings).flatMap(([driver, group]) =>
      Object.keys(group).map(key => [key, `${driver}.${key}`] as const),
    ),
  ];
  for (const [key, path] of keys) {
    if (!mayOverride(server, key))
      throw overrideDenied(server, `\`${repo.file}\`: \`profiles.${name}.${path}\``, key);
  }
}

/** Whether a repository or a flag may change `key` in a profile of the server's. */
export function mayOverride({ allow }: ServerConfig, key: string): boolean {
  return allow.override.some(allowed => allowed === key);
}

export function overrideDenied({ allow }: ServerConfig, subject: string, key: string): SpeckitError {
  const may =
    allow.override.length > 0 ? `only ${listed(allow.override)} may be changed` : 'nothing may be changed';
  return denied(`${subject} changes \`${key}\` of a profile that belongs to the server, where ${may}.`, {
    hint: `Define a profile with a name of its own, or ask whoever runs the server to list \`${key}\` under \`allow.override\`.`,
  });
}

function get<T>(group: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(group, name) ? group[name] : undefined;
}

export function denied(message: string, details: { hint: string }): SpeckitError {
  return new SpeckitError('denied', message, details);
}
