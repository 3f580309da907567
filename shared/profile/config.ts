import type { z } from 'zod';
import { DRIVER_NAMES, type DriverName } from '../drivers/index.ts';
import type { Answerer, Overridable, repoSchema, serverSchema, userSchema } from './schema.ts';
import { isGroup } from './shape.ts';

/** Settings of a driver as written in the file, already found valid. */
export type RawSettings = Readonly<Record<string, unknown>>;

/** Sizes in bytes. */
export interface Limits {
  /** Output stored whole up to here; beyond it head and tail. */
  output: number;
  /** The result's pack. */
  result: number;
  /** All changed files of the result together. */
  tree: number;
  /** One file of the result. */
  file: number;
  /** Number of changed files. */
  files: number;
}

export const DEFAULT_LIMITS: Limits = {
  output: 8 * 2 ** 20,
  result: 128 * 2 ** 20,
  tree: 512 * 2 ** 20,
  file: 50 * 2 ** 20,
  files: 5_000,
};

/** One profile of a file; what it leaves out is left to the layers below. */
export interface ProfileConfig {
  driver?: DriverName;
  settings: Partial<Record<DriverName, RawSettings>>;
  agent?: string;
  timeoutMs?: number;
  keepMs?: number;
  unreachableMs?: number;
  env?: readonly string[];
  set?: Readonly<Record<string, string>>;
  limits: Partial<Limits>;
}

export interface AdminOnly {
  shell: boolean;
  phases: readonly string[];
  profiles: readonly string[];
}

/** What both files can say. `file` is the name that errors show. */
interface SharedConfig {
  file: string;
  profile?: string;
  agent?: string;
  timeoutMs?: number;
  profiles: Readonly<Record<string, ProfileConfig>>;
  admin: AdminOnly;
  /** As in a `.gitignore`. */
  protect?: readonly string[];
}

/** `.github/speckit.yml` with its defaults. */
export interface RepoConfig extends SharedConfig {
  /** `.` or a relative directory. */
  project: string;
  exclude: readonly string[];
  /** Who alone takes commands; absent: whoever is there. */
  answer?: Answerer;
}

export interface Ceiling {
  /** Who sets it, what to do about it, and how it lets a variable pass, for errors; default: the server. */
  setBy?: { name: string; remedy: string; passes?: string };
  profiles: boolean;
  override: readonly Overridable[];
  drivers: readonly [DriverName, ...DriverName[]];
  images: readonly string[];
  timeoutMs: number;
  keepMs: number;
  memory?: number;
  cpus?: number;
  pids?: number;
  network?: readonly string[];
  limits: Limits;
}

/** How much one repository or person may have; absent: no cap. */
export interface Caps {
  /** Runs at once. */
  repository?: number;
  person?: number;
  /** Of one person, in a day (UTC). */
  runsPerDay?: number;
  minutesPerDay?: number;
}

/** What is forgotten of what has ended. */
export interface Retention {
  outputMs: number;
  /** All output together. */
  outputBytes: number;
  runsMs: number;
}

/** `speckit-remote.yml` with its defaults. */
export interface ServerConfig extends SharedConfig {
  serve: { owners: readonly string[]; repositories: readonly string[] };
  bots: readonly string[];
  /** Runs at once in one process. */
  concurrency: number;
  caps: Caps;
  retention: Retention;
  /** How long results that were not committed are kept in their repositories. */
  keepResultsMs: number;
  variables: Readonly<Record<string, { repositories: readonly string[]; profiles?: readonly string[] }>>;
  allow: Ceiling;
}

/** The `config.yml` of one person, for the command line, with its defaults. */
export interface UserConfig {
  file: string;
  /** The one that was chosen, everywhere or in the folder of that absolute path. */
  profile?: string;
  projects: Readonly<Record<string, { profile?: string }>>;
  agent?: string;
  timeoutMs?: number;
  exclude: readonly string[];
  /** Names of variables that a project's profiles may pass, beside the agents' keys. */
  variables: readonly string[];
  profiles: Readonly<Record<string, ProfileConfig>>;
}

export const DEFAULT_CONCURRENCY = 4;
const DAY_MS = 24 * 60 * 60_000;
export const DEFAULT_KEEP_RESULTS_MS = 14 * DAY_MS;
export const DEFAULT_RETENTION: Retention = {
  outputMs: 30 * DAY_MS,
  outputBytes: 4 * 2 ** 30,
  runsMs: 180 * DAY_MS,
};
export const DEFAULT_TIMEOUT_MS = 30 * 60_000;
export const DEFAULT_UNREACHABLE_MS = 5 * 60_000;
const DEFAULT_MAX_TIMEOUT_MS = 120 * 60_000;

type RepoFile = z.output<ReturnType<typeof repoSchema>>;
type ServerFile = z.output<ReturnType<typeof serverSchema>>;
type UserFile = z.output<ReturnType<typeof userSchema>>;

/** A validated repository file with defaults; `raw` is the same before the drivers' schemas changed its values. */
export function repoConfig(file: string, parsed: RepoFile, raw: unknown): RepoConfig {
  return {
    ...common(file, parsed, raw),
    project: parsed.project ?? '.',
    exclude: parsed.exclude ?? [],
    ...compact({ answer: parsed.answer }),
  };
}

export function serverConfig(file: string, parsed: ServerFile, raw: unknown): ServerConfig {
  const { serve, allow = {} } = parsed;
  const { timeout, keep, drivers, ...ceiling } = allow;
  const [first = 'docker', ...others] = drivers ?? [];
  return {
    ...common(file, parsed, raw),
    serve: { owners: serve?.owners ?? [], repositories: serve?.repositories ?? [] },
    bots: parsed.bots ?? [],
    concurrency: parsed.concurrency ?? DEFAULT_CONCURRENCY,
    caps: compact(parsed.caps ?? {}),
    retention: {
      outputMs: parsed.retention?.output ?? DEFAULT_RETENTION.outputMs,
      outputBytes: parsed.retention?.outputSize ?? DEFAULT_RETENTION.outputBytes,
      runsMs: parsed.retention?.runs ?? DEFAULT_RETENTION.runsMs,
    },
    keepResultsMs: parsed.keepResults ?? DEFAULT_KEEP_RESULTS_MS,
    variables: Object.fromEntries(
      Object.entries(parsed.variables ?? {}).map(([name, rule]) => [name, compact(rule)]),
    ),
    allow: {
      ...compact(ceiling),
      profiles: allow.profiles ?? true,
      override: allow.override ?? ['agent', 'timeout'],
      drivers: [first, ...others],
      images: allow.images ?? [],
      timeoutMs: timeout ?? DEFAULT_MAX_TIMEOUT_MS,
      keepMs: keep ?? 0,
      limits: { ...DEFAULT_LIMITS, ...compact(allow.limits ?? {}) },
    },
  };
}

export function userConfig(file: string, parsed: UserFile, raw: unknown): UserConfig {
  const { profile, agent, timeout, exclude = [], variables = [], projects = {} } = parsed;
  return {
    file,
    ...compact({ profile, agent, timeoutMs: timeout }),
    projects: Object.fromEntries(
      Object.entries(projects).map(([folder, chosen]) => [folder, compact(chosen)]),
    ),
    exclude,
    variables,
    profiles: profilesOf(parsed, raw),
  };
}

function common(file: string, parsed: RepoFile | ServerFile, raw: unknown): SharedConfig {
  const { profile, agent, timeout, admin, protect } = parsed;
  return {
    file,
    ...compact({ profile, agent, timeoutMs: timeout, protect }),
    profiles: profilesOf(parsed, raw),
    admin: { shell: admin?.shell ?? false, phases: admin?.phases ?? [], profiles: admin?.profiles ?? [] },
  };
}

function profilesOf(
  { profiles = {} }: RepoFile | ServerFile | UserFile,
  raw: unknown,
): Record<string, ProfileConfig> {
  const entries = Object.entries(profiles).map(
    ([name, fields]) => [name, profileConfig(fields, own(own(raw, 'profiles'), name))] as const,
  );
  return Object.fromEntries(entries);
}

type ProfileFields = NonNullable<RepoFile['profiles']>[string] & { set?: Record<string, string> | undefined };

function profileConfig(
  { driver, agent, timeout, keep, unreachable, env, limits, set }: ProfileFields,
  raw: unknown,
): ProfileConfig {
  const settings = DRIVER_NAMES.flatMap(name => {
    const written = own(raw, name);
    return isGroup(written) ? [[name, written] as const] : [];
  });
  return {
    ...compact({ driver, agent, timeoutMs: timeout, keepMs: keep, unreachableMs: unreachable, env, set }),
    settings: Object.fromEntries(settings),
    limits: compact(limits ?? {}),
  };
}

function own(value: unknown, key: string): unknown {
  return isGroup(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** `T` without the keys whose value is undefined, which optional keys must not have here. */
type Compact<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function compact<T extends object>(value: T): Compact<T> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Compact<T>;
}
