import { didYouMean, listed, quoted } from '../command/suggest.ts';
import { DRIVER_NAMES, type DriverName, loadDriver } from '../drivers/index.ts';
import { SpeckitError } from '../errors.ts';
import { DEFAULT_PROTECTED } from '../sync/guards.ts';
import { AGENT_NAMES, agentEnvironment, DEFAULT_AGENT } from './agents.ts';
import {
  checkKeep,
  checkLifetime,
  checkLimits,
  checkSettings,
  checkTimeout,
  loweredDefaults,
  type Source,
  setterOf,
} from './ceiling.ts';
import { DEFAULT_LIMITS, DEFAULT_TIMEOUT_MS, DEFAULT_UNREACHABLE_MS, type RepoConfig } from './config.ts';
import { standardDomains } from './endpoints.ts';
import { denied, findLayers, type Layers, mayOverride, overrideDenied, type ResolveInput } from './layers.ts';
import { isGroup, keysAt } from './shape.ts';
import { passedVariables } from './variables.ts';

/** Everything that one run needs to know of the configuration. */
export interface ResolvedProfile {
  name: string;
  driver: DriverName;
  /** Of the driver's own type, for its `make`. */
  settings: unknown;
  /** The key of Spec Kit's integration. */
  agent: string;
  /** The project's directory in the repository; `.` is its root. */
  project: string;
  exclude: readonly string[];
  /** Lists of patterns as in a `.gitignore`, each by itself: what any of them matches is protected. */
  protect: readonly (readonly string[])[];
  timeoutMs: number;
  /** How long the sandbox is kept for the next run of the same pull request; 0: not at all. */
  keepMs: number;
  /** How long the sandbox may be out of reach at a stretch. */
  unreachableMs: number;
  /** Names of the server's variables whose values go into the sandbox; treat the values as secrets. */
  envNames: readonly string[];
  /** Variables with literal values, no secrets. */
  set: Readonly<Record<string, string>>;
  limits: ResolvedLimits;
}

/** The first four in bytes. */
export interface ResolvedLimits {
  outputBytes: number;
  packBytes: number;
  treeBytes: number;
  fileBytes: number;
  files: number;
}

/**
 * Puts flags, repository and server together, in this order of precedence, under the server's ceiling. The ceiling
 * and `allow.override` bind flags and the repository; what the server's own profile says is the server's word.
 * Reads nothing but its input (the driver's schema is imported on first use). Rejects with `usage` for a bad flag,
 * `config` for a bad file, `denied` for what the server does not allow.
 */
export async function resolveProfile(input: ResolveInput): Promise<ResolvedProfile> {
  const { server, repo, repository } = input;
  const layers = findLayers(input);
  const { name, ours, theirs } = layers;
  const driver = pickDriver(layers, input);
  const agent = pickAgent(layers, input);
  const limits = { ...DEFAULT_LIMITS, ...ours?.limits, ...theirs.limits };
  checkLimits(theirs.limits, server.allow, at(repo, name, 'limits'));
  checkKeep(theirs.keepMs, server.allow, at(repo, name, 'keep'));
  const timeout = pickTimeout(layers, input);
  const settings = await pickSettings(layers, { driver, agent }, input);
  const lifetimeMs = (await loadDriver(driver)).lifetimeMs?.(settings) ?? Infinity;
  checkLifetime(timeout.ms, lifetimeMs, { source: timeout.source, driver });
  return {
    name,
    driver,
    settings,
    agent,
    project: repo.project,
    exclude: repo.exclude,
    // Lists of their own, so that a repository cannot take back what the server protects.
    protect: [server.protect ?? DEFAULT_PROTECTED, repo.protect ?? []],
    timeoutMs: timeout.ms,
    keepMs: theirs.keepMs ?? ours?.keepMs ?? 0,
    unreachableMs: theirs.unreachableMs ?? ours?.unreachableMs ?? DEFAULT_UNREACHABLE_MS,
    envNames: passedVariables({ server, repo, repository, name, agent, ours, theirs }),
    set: { ...agentEnvironment(agent), ...ours?.set },
    limits: {
      outputBytes: limits.output,
      packBytes: limits.result,
      treeBytes: limits.tree,
      fileBytes: limits.file,
      files: limits.files,
    },
  };
}

function pickDriver({ name, ours, theirs }: Layers, { server, repo, flags = {} }: ResolveInput): DriverName {
  const { drivers } = server.allow;
  const configured = theirs.driver ?? ours?.driver ?? drivers[0];
  const driver = flags.driver === undefined ? configured : driverFlag(flags.driver, drivers);
  if (ours && flags.driver !== undefined && driver !== configured && !mayOverride(server, 'driver')) {
    throw overrideDenied(server, '`--driver`', 'driver');
  }
  if (driver === ours?.driver || drivers.includes(driver)) return driver;
  const key = flags.driver === undefined ? `\`${repo.file}\`: \`profiles.${name}.driver\`` : '`--driver`';
  const { name: setter, remedy } = setterOf(server.allow);
  throw denied(`${key} is \`${driver}\`, and ${setter} allows only ${listed(drivers)}.`, {
    hint: `Choose one of those, or ${server.allow.setBy ? remedy : 'ask whoever runs the server to list it under `allow.drivers`'}.`,
  });
}

function driverFlag(typed: string, allowed: readonly DriverName[]): DriverName {
  const found = DRIVER_NAMES.find(known => known === typed);
  if (found) return found;
  throw new SpeckitError('usage', `There is no driver ${quoted(typed)}.${didYouMean(typed, DRIVER_NAMES)}`, {
    hint: `This server allows ${listed(allowed)}.`,
  });
}

function pickAgent({ ours, theirs }: Layers, { server, repo, flags = {} }: ResolveInput): string {
  const configured = theirs.agent ?? ours?.agent ?? repo.agent ?? server.agent ?? DEFAULT_AGENT;
  if (flags.agent === undefined || flags.agent === configured) return configured;
  if (!AGENT_NAMES.includes(flags.agent)) {
    throw new SpeckitError(
      'usage',
      `There is no agent ${quoted(flags.agent)}.${didYouMean(flags.agent, AGENT_NAMES)}`,
      {
        hint: `The agents are ${listed(AGENT_NAMES)}.`,
      },
    );
  }
  if (ours?.agent !== undefined && !mayOverride(server, 'agent'))
    throw overrideDenied(server, '`--agent`', 'agent');
  return flags.agent;
}

/** A time-out and where it was found. */
interface Timeout {
  ms: number;
  source: Source;
}

function pickTimeout({ name, ours, theirs }: Layers, { server, repo, flags = {} }: ResolveInput): Timeout {
  if (flags.timeoutMs !== undefined) {
    const longer = ours?.timeoutMs !== undefined && flags.timeoutMs > ours.timeoutMs;
    if (longer && !mayOverride(server, 'timeout')) throw overrideDenied(server, '`--timeout`', 'timeout');
    return allowed({ ms: flags.timeoutMs, source: { key: '--timeout' } });
  }
  if (theirs.timeoutMs !== undefined)
    return allowed({ ms: theirs.timeoutMs, source: at(repo, name, 'timeout') });
  if (ours?.timeoutMs !== undefined)
    return { ms: ours.timeoutMs, source: { file: server.file, key: `profiles.${name}.timeout` } };
  if (repo.timeoutMs !== undefined)
    return allowed({ ms: repo.timeoutMs, source: { key: 'timeout', file: repo.file } });
  return { ms: server.timeoutMs ?? DEFAULT_TIMEOUT_MS, source: { key: 'timeout', file: server.file } };

  function allowed(timeout: Timeout): Timeout {
    checkTimeout(timeout.ms, server.allow, timeout.source);
    return timeout;
  }
}

async function pickSettings(
  { name, ours, theirs }: Layers,
  { driver, agent }: { driver: DriverName; agent: string },
  { server, repo }: ResolveInput,
) {
  const asked = theirs.settings[driver] ?? {};
  const set = { ...ours?.settings[driver], ...asked };
  checkSettings(asked, server.allow, at(repo, name, driver));
  const schema = (await loadDriver(driver)).settings;
  const defaults = schema.parse(set);
  const unset = keysAt(schema, []).filter(key => !Object.hasOwn(set, key));
  const ofAgent = unset.includes('network') ? { network: { allow: [...standardDomains(agent)] } } : {};
  const standard = { ...(isGroup(defaults) ? defaults : {}), ...ofAgent };
  return schema.parse({ ...ofAgent, ...set, ...loweredDefaults(standard, unset, server.allow) });
}

function at(repo: RepoConfig, name: string, key: string): Source {
  return { file: repo.file, key: `profiles.${name}.${key}` };
}
