import type { AppContext } from '../context.ts';
import { type Missed, type MissedOptions, startMissed } from '../deliveries/missed.ts';
import { type Expiry, startExpiry } from '../expiry/expiry.ts';
import { guarded } from '../github.ts';
import { handleDelivery } from '../intake/handle-delivery.ts';
import { startStranded } from '../intake/stranded.ts';
import { type Pruner, startPruner } from '../retention/retention.ts';
import { startInbox } from '../store/inbox.ts';
import { type RunQueue, startQueue } from '../store/queue.ts';
import { type MirrorSweeper, startMirrorSweeper } from '../sweeper/mirrors.ts';
import { placeOpener } from '../sweeper/place.ts';
import { type Sweeper, startSweeper } from '../sweeper/sweeper.ts';
import { executeRun } from '../worker/execute-run.ts';
import { startShowing } from '../worker/show-ended.ts';

export interface Worker extends AsyncDisposable {
  queue: RunQueue;
  sweeper: Sweeper;
  expiry: Expiry;
  missed: Missed;
  pruner: Pruner;
  mirrors: MirrorSweeper;
}

export interface WorkerOptions extends Pick<MissedOptions, 'hook' | 'onSentAgain'> {
  /** Names this process; unique among all that share the database. */
  name: string;
  /** Between two looks for sandboxes that nobody needs any more; default 30 s. */
  sweepEveryMs?: number | undefined;
}

/** Does what stored deliveries ask: handles them, works on runs, and removes what is left behind. */
export async function startWorker(context: AppContext, options: WorkerOptions): Promise<Worker> {
  const { store, config, log } = context;
  const { name, sweepEveryMs } = options;
  const stops: (() => Promise<void>)[] = [];
  // A start that fails must leave nothing at work. Side by side: together they have less than 10 s.
  await using opened = new AsyncDisposableStack();
  opened.defer(async () => void (await Promise.all(stops.map(stop => stop()))));
  const queue = await startQueue(store.database, store, {
    worker: name,
    concurrency: config.concurrency,
    atOnce: config.caps,
    machine: context.machine,
    handler: (run, signal, aside) => executeRun(context, run, signal, aside),
    onError: (error, run) => log.error({ run, err: error }, 'queue'),
  });
  stops.push(() => queue.stop({ timeoutMs: 6_000 }));
  const inbox = await startInbox(store.database, {
    worker: name,
    leaseMs: store.leaseMs,
    handle: async (delivery, _signal, guard) => {
      const github = guarded(context.github, guard);
      // Queued by a process that has lost the delivery, the run would begin while the other one still shows it.
      const enqueueRun: typeof store.enqueueRun = async (...args) => {
        await guard();
        return await store.enqueueRun(...args);
      };
      const own = { ...context, github, store: { ...store, enqueueRun } };
      const outcome = await handleDelivery(own, delivery);
      log.info({ delivery: delivery.id, outcome }, 'delivery handled');
      return outcome;
    },
    onError: (error, delivery, final) =>
      log.error({ delivery: delivery?.id, final, err: error }, 'delivery failed'),
  });
  stops.push(() => inbox.stop({ timeoutMs: 2_000 }));
  const sweeper = startSweeper({
    store,
    log,
    serverId: context.serverId,
    place: placeOpener(context),
    ...(sweepEveryMs === undefined ? {} : { everyMs: sweepEveryMs }),
  });
  const expiry = startExpiry(context);
  const pruner = startPruner({ store, log, retention: config.retention });
  const { missedEveryMs: everyMs, missedSettledMs: settledMs } = context.timing;
  const missed = startMissed({ ...options, store, log, everyMs, settledMs });
  const mirrors = startMirrorSweeper({ dataDir: context.dataDir, sql: store.database, log });
  const parts = [sweeper, expiry, pruner, missed, mirrors, startShowing(context), startStranded(context)];
  for (const part of parts) stops.push(() => part.stop());
  const running = opened.move();
  return {
    queue,
    sweeper,
    expiry,
    missed,
    pruner,
    mirrors,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
