import { quoted } from '../command/suggest.ts';
import { type ErrorCode, SpeckitError } from '../errors.ts';

/** Where a value stands: the key or flag that its errors name, and the code they carry. */
export interface ValueContext {
  key: string;
  /** Default: `config`. */
  code?: ErrorCode;
}

export const DURATION = /^([1-9][0-9]{0,5})(s|m|h)$/;
const UNITS = { s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** A day: the queue gives up on a job then. */
export const MAX_DURATION_MS = 24 * UNITS.h;

/** Milliseconds of `90s`, `30m` or `2h`, from 1 s to 24 h; undefined for anything else. */
export function durationMs(text: string): number | undefined {
  const [, count, unit] = DURATION.exec(text) ?? [];
  if (unit !== 's' && unit !== 'm' && unit !== 'h') return undefined;
  const ms = Number(count) * UNITS[unit];
  return ms <= MAX_DURATION_MS ? ms : undefined;
}

export const RETENTION = /^([1-9][0-9]{0,5})(s|m|h|d)$/;
export const RETENTION_RULE = 'Write a whole number and a unit, like `12h` or `14d`, at most `365d`';
const MAX_RETENTION_MS = 365 * 24 * UNITS.h;

/** Milliseconds of `12h` or `14d`, up to 365 days; undefined for anything else. */
export function retentionMs(text: string): number | undefined {
  const [, count, unit] = RETENTION.exec(text) ?? [];
  if (count === undefined) return undefined;
  const ms = Number(count) * (unit === 'd' ? 24 * UNITS.h : UNITS[unit as keyof typeof UNITS]);
  return ms <= MAX_RETENTION_MS ? ms : undefined;
}

/** As {@link durationMs}, but throws, naming the key. */
export function parseDuration(text: string, { key, code = 'config' }: ValueContext): number {
  const ms = durationMs(text);
  if (ms !== undefined) return ms;
  throw new SpeckitError(code, `\`${key}\` is ${quoted(text)}, which is not a duration.`, {
    hint: `${DURATION_RULE}.`,
  });
}

export const DURATION_RULE = 'Write a whole number and a unit, like `90s`, `30m` or `2h`, at most `24h`';

/** `1209600000` → `14 days`, for sentences; what is no whole number of days as {@link formatDuration} has it. */
export function formatRetention(ms: number): string {
  const days = ms / (24 * UNITS.h);
  if (!Number.isInteger(days) || days === 0) return formatDuration(ms);
  return days === 1 ? '1 day' : `${days} days`;
}

/** `1209600000` → `14d`, as files have it; what is no whole number of days as {@link formatDuration} has it. */
export function formatDays(ms: number): string {
  const days = ms / (24 * UNITS.h);
  return Number.isInteger(days) && days > 0 ? `${days}d` : formatDuration(ms);
}

/** `5400000` → `90m`: the largest unit that divides it. */
export function formatDuration(ms: number): string {
  if (ms % UNITS.h === 0) return `${ms / UNITS.h}h`;
  if (ms % UNITS.m === 0) return `${ms / UNITS.m}m`;
  return `${ms / UNITS.s}s`;
}
