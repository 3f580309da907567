import type { Log } from '../log.ts';
import { type Rounds, startRounds } from '../rounds.ts';
import type { Chores } from '../store/chores.ts';
import type { Deliveries } from '../store/deliveries.ts';
import { EVENTS } from '../webhooks/events.ts';
import { chooseMissed } from './choose.ts';
import type { Attempt, Hook } from './hook.ts';

export interface MissedOptions {
  hook: Hook;
  store: Pick<Deliveries, 'getDelivery'> & Chores;
  log: Pick<Log, 'info' | 'warn'>;
  /** Told of each that GitHub was asked for again. */
  onSentAgain?: () => void;
  /** Between two looks of all processes together; default 5 min. */
  everyMs?: number | undefined;
  /** A try that is younger may still be answered; default 30 s. */
  settledMs?: number | undefined;
}

export type Missed = Rounds<[]>;

const EVERY_MS = 5 * 60_000;
const SETTLED_MS = 30_000;
/** GitHub remembers deliveries, and sends them again, for so long. */
const REMEMBERED_MS = 3 * 24 * 3_600_000;
/** Later looks go back to the one before, and a little further for what was tried again since. */
const OVERLAP_MS = 60 * 60_000;
const MAX_ATTEMPTS = 5;
/** Of one look; the rest comes with the next. */
const MAX_AGAIN = 250;
const MAX_LISTED = 10_000;

/**
 * Asks GitHub at the start, and then regularly, for deliveries that nobody took, and has them sent again. What came in
 * all the same is left alone. A failure is logged and tried again by the next look.
 */
export function startMissed(options: MissedOptions): Missed {
  const { store, log, everyMs = EVERY_MS } = options;
  let lookedAt = 0;

  const lookOnce = async (stop: AbortSignal, force: boolean): Promise<void> => {
    if (stop.aborted || !(await store.claimChore('missed deliveries', everyMs, force))) return;
    const now = Date.now();
    await askAgain(options, Math.max(now - REMEMBERED_MS, lookedAt - OVERLAP_MS), stop);
    lookedAt = now;
  };
  const { look, stop } = startRounds(lookOnce, {
    everyMs,
    regular: [false],
    // Whatever this server missed while it was away is what people wait for now.
    first: [true],
    onError: error => log.warn({ err: error }, 'missed deliveries could not be looked for; tried again'),
  });
  return { look: () => look(true), stop };
}

async function askAgain(options: MissedOptions, since: number, stop: AbortSignal): Promise<void> {
  const { hook, store, log, onSentAgain, settledMs = SETTLED_MS } = options;
  const attempts = await listRecent(hook, since, stop);
  const missed = chooseMissed(attempts, {
    now: Date.now(),
    settledMs,
    maxAttempts: MAX_ATTEMPTS,
    events: EVENTS,
  });
  let sent = 0;
  for (const { id, guid, event } of missed) {
    if (stop.aborted || sent >= MAX_AGAIN) break;
    // Stored, though GitHub did not hear of it in time.
    if (await store.getDelivery(guid)) continue;
    await hook.sendAgain(id);
    sent++;
    onSentAgain?.();
    log.info({ delivery: guid, event }, 'GitHub was asked to send a missed delivery again');
  }
}

async function listRecent(hook: Hook, since: number, stop: AbortSignal): Promise<Attempt[]> {
  const found: Attempt[] = [];
  for await (const page of hook.attempts()) {
    found.push(...page.filter(({ at }) => at.getTime() >= since));
    const last = page.at(-1);
    if (stop.aborted || !last || last.at.getTime() < since || found.length >= MAX_LISTED) break;
  }
  return found;
}
