import { removeSandbox } from '../../shared/drivers/remove.ts';
import type { Driver, SandboxInfo } from '../../shared/drivers/types.ts';
import type { Sandboxes, SandboxFacts } from '../store/sandboxes.ts';
import { type Decision, judgeSandbox } from './decide.ts';

/** A place with its driver. */
export interface OpenPlace {
  /** The driver's name. */
  driver: string;
  open(): Promise<Driver>;
}

export interface SweepOptions {
  place: OpenPlace;
  serverId: string;
  store: Pick<Sandboxes, 'sandboxFacts'>;
  signal: AbortSignal;
}

export interface Removed {
  id: string;
  run: string | undefined;
  because: Decision['because'];
}

export interface NotRemoved extends Removed {
  error: unknown;
}

export interface Swept {
  /** Sandboxes of this server that were there. */
  seen: number;
  removed: Removed[];
  failed: NotRemoved[];
}

const LIST_MS = 20_000;
const REMOVE_MS = 25_000;
const AT_ONCE = 8;

/**
 * Looks through one place once and removes what nobody needs. A sandbox that cannot be removed is reported, and
 * found again by the next sweep. Rejects when the place or the database does not answer.
 */
export async function sweepPlace({ place, serverId, store, signal }: SweepOptions): Promise<Swept> {
  const driver = await place.open();
  const listed = await driver.list({ server: serverId }, { signal: within(signal, LIST_MS) });
  // Asked only after the list, so that every sandbox in it has its run there already.
  const facts = await store.sandboxFacts(
    listed.flatMap(({ labels }) => labels.run ?? []),
    listed.map(({ id }) => id),
  );
  const doomed = listed.flatMap(info => {
    const { remove, because } = judge(info, facts, serverId);
    return remove ? [{ id: info.id, run: info.labels.run, because }] : [];
  });
  const swept: Swept = { seen: listed.length, removed: [], failed: [] };
  for (let start = 0; start < doomed.length; start += AT_ONCE) {
    const batch = doomed.slice(start, start + AT_ONCE);
    await Promise.all(
      batch.map(async one => {
        try {
          await removeSandbox(driver, one.id, within(signal, REMOVE_MS));
          swept.removed.push(one);
        } catch (error) {
          signal.throwIfAborted();
          swept.failed.push({ ...one, error });
        }
      }),
    );
  }
  return swept;
}

function judge(info: SandboxInfo, facts: SandboxFacts, serverId: string): Decision {
  return judgeSandbox({
    sandbox: { id: info.id, labels: info.labels, ageMs: Date.now() - info.createdAt.getTime() },
    serverId,
    runs: facts.runs,
    sparedMs: facts.spared.find(({ sandboxId }) => sandboxId === info.id)?.leftMs,
  });
}

const within = (signal: AbortSignal, ms: number) => AbortSignal.any([signal, AbortSignal.timeout(ms)]);
