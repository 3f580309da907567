import { listed, quoted } from '../command/suggest.ts';
import type { Egress } from '../drivers/support/egress.ts';
import { SpeckitError } from '../errors.ts';
import type { Ceiling, Limits, RawSettings } from './config.ts';
import { formatDuration } from './durations.ts';
import { matches } from './match.ts';
import { networkExceeded, networkLowered } from './network.ts';
import { keyName } from './problems.ts';
import { formatSize, sizeBytes } from './sizes.ts';

/** Where a value comes from, for the error: `profiles.fast.timeout` of a file, or a flag. */
export interface Source {
  key: string;
  file?: string;
}

/** Who sets a ceiling, and what whoever it binds can do about it, as the end of a sentence. */
export function setterOf({ setBy }: Pick<Ceiling, 'setBy'>): { name: string; remedy: string } {
  return setBy ?? { name: 'this server', remedy: 'ask whoever runs the server to raise it' };
}

/** Throws `denied`: the ceiling refuses `found`. */
function refuse(ceiling: Ceiling, source: Source, found: string, limit: string, hint?: string): never {
  const { name, remedy } = setterOf(ceiling);
  const place = source.file === undefined ? '' : `\`${source.file}\`: `;
  throw new SpeckitError(
    'denied',
    `${place}${keyName([source.key])} is ${quoted(found)}, and ${name} ${limit}.`,
    {
      hint: hint ?? `Choose a value within that, or ${remedy}.`,
    },
  );
}

export function checkTimeout(timeoutMs: number, ceiling: Ceiling, source: Source): void {
  if (timeoutMs <= ceiling.timeoutMs) return;
  refuse(ceiling, source, formatDuration(timeoutMs), `allows at most ${formatDuration(ceiling.timeoutMs)}`);
}

export function checkKeep(keepMs: number | undefined, ceiling: Ceiling, source: Source): void {
  if (keepMs === undefined || keepMs <= ceiling.keepMs) return;
  const most = ceiling.keepMs === 0 ? 'keeps none' : `allows at most ${formatDuration(ceiling.keepMs)}`;
  refuse(ceiling, source, formatDuration(keepMs), most);
}

/** Throws `config` or `usage`: the driver's sandboxes do not live as long as the run may take. */
export function checkLifetime(
  timeoutMs: number,
  lifetimeMs: number,
  { source, driver }: { source: Source; driver: string },
): void {
  if (timeoutMs <= lifetimeMs) return;
  const place = source.file === undefined ? '' : `\`${source.file}\`: `;
  const cap = formatDuration(lifetimeMs);
  throw new SpeckitError(
    source.file === undefined ? 'usage' : 'config',
    `${place}${keyName([source.key])} is ${quoted(formatDuration(timeoutMs))}, and a sandbox of the driver \`${driver}\` lives at most ${cap} with these settings.`,
    { hint: `Choose at most ${cap}, or settings of \`${driver}\` that let its sandboxes live longer.` },
  );
}

export function checkLimits(limits: Partial<Limits>, ceiling: Ceiling, source: Source): void {
  for (const key of Object.keys(limits) as (keyof Limits)[]) {
    const [value = 0, max] = [limits[key], ceiling.limits[key]];
    const format = key === 'files' ? String : formatSize;
    if (value > max)
      refuse(
        ceiling,
        { ...source, key: `${source.key}.${key}` },
        format(value),
        `allows at most ${format(max)}`,
      );
  }
}

/** One setting of a driver that a repository may use. The name means the same in every driver that has it. */
interface Rule {
  /** What the server says, if `value` is above it. */
  exceeded(value: unknown, ceiling: Ceiling): string | undefined;
  /** The value in place of the driver's own default, where that would be above the ceiling. */
  lowered?(standard: unknown, ceiling: Ceiling): unknown;
}

/** The cores that drivers take without being told. */
const STANDARD_CPUS = 2;

function atMost(key: 'cpus' | 'pids', standard: number): Rule {
  return {
    exceeded(value, { [key]: max }) {
      return max !== undefined && Number(value) > max ? `allows at most ${max}` : undefined;
    },
    lowered: (value, { [key]: max }) =>
      max !== undefined && Number(value ?? standard) > max ? max : undefined,
  };
}

const RULES: Readonly<Record<string, Rule>> = {
  image: {
    exceeded(value, { images }) {
      if (images.some(pattern => matches(pattern, String(value)))) return undefined;
      return images.length > 0 ? `allows only ${listed(images)}` : 'allows no image but its own';
    },
  },
  memory: {
    exceeded(value, { memory }) {
      const above = memory !== undefined && (sizeBytes(String(value)) ?? Infinity) > memory;
      return above ? `allows at most ${formatSize(memory)}` : undefined;
    },
    lowered(standard, { memory }) {
      return memory !== undefined && (sizeBytes(String(standard)) ?? 0) > memory
        ? formatSize(memory)
        : undefined;
    },
  },
  cpus: atMost('cpus', STANDARD_CPUS),
  pids: atMost('pids', 0),
  network: {
    exceeded: (value, { network }) => networkExceeded(value as Egress, network),
    lowered: (standard, { network }) => networkLowered(standard as Egress, network),
  },
  readonly: { exceeded: () => undefined },
  // What it may cost, `cacheLimit`, is the server's to say.
  cache: { exceeded: () => undefined },
};

/** Throws `denied` unless the server lets a repository ask for each of these settings. */
export function checkSettings(settings: RawSettings, ceiling: Ceiling, source: Source): void {
  for (const [name, value] of Object.entries(settings)) {
    const at = { ...source, key: `${source.key}.${name}` };
    const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
    if (!rule)
      refuse(
        ceiling,
        at,
        describe(value),
        'sets that by itself',
        `Leave it out; a repository may set ${listed(Object.keys(RULES))}.`,
      );
    const reason = rule.exceeded(value, ceiling);
    if (reason !== undefined) refuse(ceiling, at, describe(value), reason);
  }
}

/** Values for the settings that nobody set and whose default is above the ceiling. */
export function loweredDefaults(
  defaults: RawSettings,
  known: readonly string[],
  ceiling: Ceiling,
): RawSettings {
  const entries = known.flatMap(name => {
    const value = RULES[name]?.lowered?.(defaults[name], ceiling);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

function describe(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
