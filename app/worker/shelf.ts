import { createHash } from 'node:crypto';
import { loadDriver } from '../../shared/drivers/index.ts';
import type { Shelf } from '../../shared/pipeline/types.ts';
import type { ResolvedProfile } from '../../shared/profile/resolve.ts';
import type { AppContext } from '../context.ts';
import type { Fence, Run } from '../store/run-row.ts';
import { profileOf } from './facts.ts';

/** Keeps sandboxes in the database's list of those that the sweeper spares. */
export async function openShelf(
  { store }: Pick<AppContext, 'store'>,
  run: Run,
  fence: Fence,
): Promise<Shelf> {
  const profile = profileOf(run);
  const fingerprint = fingerprintOf(profile);
  const lifetimeMs = (await loadDriver(profile.driver)).lifetimeMs?.(profile.settings) ?? Infinity;
  return {
    // What is left of its life must do for a run of full length.
    take: () => store.takeSandbox(fence, { fingerprint, youngerThanMs: lifetimeMs - profile.timeoutMs }),
    keep: (left, forMs) => store.spareSandbox(fence, { ...left, reason: 'kept', forMs, fingerprint }),
    hold: (left, forMs) => store.spareSandbox(fence, { ...left, reason: 'unreachable', forMs, fingerprint }),
  };
}

/** Equal for profiles whose runs may share a sandbox: the same driver, settings and environment. */
export function fingerprintOf({
  driver,
  settings,
  envNames,
  set,
}: Pick<ResolvedProfile, 'driver' | 'settings' | 'envNames' | 'set'>): string {
  const parts = [driver, settings, [...envNames].sort(), Object.entries(set).sort()];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
