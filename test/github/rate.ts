import type { Identity } from './gate.ts';

/** The hourly limit of an installation on a large account. */
const LIMIT = 12_500;
const HOUR_MS = 3_600_000;

/** What the headers of an answer say of the hourly limit. It is only told, never enforced: faults do that. */
export function createRateMeter() {
  const used = new Map<string, number>();
  const reset = Math.ceil((Date.now() + HOUR_MS) / 1000);
  return (who: Identity, resource: 'core' | 'graphql'): Record<string, string> => {
    if (who.kind !== 'installation') return {};
    const key = `${who.installation.installationId} ${resource}`;
    const count = (used.get(key) ?? 0) + 1;
    used.set(key, count);
    return {
      'x-ratelimit-limit': String(LIMIT),
      'x-ratelimit-remaining': String(Math.max(1, LIMIT - count)),
      'x-ratelimit-used': String(count),
      'x-ratelimit-reset': String(reset),
      'x-ratelimit-resource': resource,
    };
  };
}
