import type { AppContext } from '../context.ts';
import { type Expiry, startExpiry } from '../expiry/expiry.ts';
import { handleDelivery } from '../intake/handle-delivery.ts';
import { startInbox } from '../store/inbox.ts';
import { type RunQueue, startQueue } from '../store/queue.ts';
import { placeOpener } from '../sweeper/place.ts';
import { type Sweeper, startSweeper } from '../sweeper/sweeper.ts';
import { executeRun } from '../worker/execute-run.ts';
import { startShowing } from '../worker/show-ended.ts';

export interface Worker extends AsyncDisposable {
  queue: RunQueue;
  sweeper: Sweeper;
  expiry: Expiry;
}

export interface WorkerOptions {
  /** Names this process; unique among all that share the database. */
  name: string;
  /** Between two looks for sandboxes that nobody needs any more; default 30 s. */
  sweepEveryMs?: number | undefined;
}

/** Does what stored deliveries ask: handles them, works on runs, and removes what is left behind. */
export async function startWorker(
  context: AppContext,
  { name, sweepEveryMs }: WorkerOptions,
): Promise<Worker> {
  const { store, config, log } = context;
  // A start that fails must leave nothing at work.
  await using opened = new AsyncDisposableStack();
  const queue = await startQueue(store.database, store, {
    worker: name,
    concurrency: config.concurrency,
    atOnce: config.caps,
    machine: context.machine,
    handler: (run, signal, aside) => executeRun(context, run, signal, aside),
    onError: (error, run) => log.error({ run, err: error }, 'queue'),
  });
  opened.defer(() => queue.stop({ timeoutMs: 6_000 }));
  const inbox = await startInbox(store.database, {
    worker: name,
    handle: async delivery => {
      const outcome = await handleDelivery(context, delivery);
      log.info({ delivery: delivery.id, outcome }, 'delivery handled');
      return outcome;
    },
    onError: (error, delivery, final) =>
      log.error({ delivery: delivery?.id, final, err: error }, 'delivery failed'),
  });
  opened.defer(() => inbox.stop({ timeoutMs: 2_000 }));
  const sweeper = startSweeper({
    store,
    log,
    serverId: context.serverId,
    place: placeOpener(context),
    ...(sweepEveryMs === undefined ? {} : { everyMs: sweepEveryMs }),
  });
  opened.defer(() => sweeper.stop());
  const expiry = startExpiry(context);
  opened.defer(() => expiry.stop());
  const showing = startShowing(context);
  opened.defer(() => showing.stop());
  opened.move();
  return {
    queue,
    sweeper,
    expiry,
    async [Symbol.asyncDispose]() {
      // Side by side: together they have less than 10 s.
      await Promise.all([
        queue.stop({ timeoutMs: 6_000 }),
        inbox.stop({ timeoutMs: 2_000 }),
        sweeper.stop(),
        expiry.stop(),
        showing.stop(),
      ]);
    },
  };
}
