import { createPump } from './pump.ts';
import { type CancelRequest, toRun } from './run-row.ts';
import type { SqlDatabase } from './sql.ts';

export interface CancelWatch {
  /** Calls `onCancel` once when somebody asks for the end of this run, also when they already have. */
  watchCancel(runId: string, onCancel: (request: CancelRequest) => void): { stop(): void };
  close(): Promise<void>;
}

/** A notice comes within milliseconds; this is for those that got lost. */
const POLL_EVERY_MS = 1_000;

/** Watches any number of runs with one listener and, while there are any, one query a second. */
export async function createCancelWatch(
  database: SqlDatabase,
  onError: (error: unknown) => void,
): Promise<CancelWatch> {
  const watched = new Map<string, Set<(request: CancelRequest) => void>>();
  const { wake, idle } = createPump(async () => {
    if (watched.size === 0) return;
    const rows = await database.query(
      'SELECT id, cancel_requested FROM speckit.runs WHERE id = ANY($1::text[]) AND cancel_requested IS NOT NULL',
      [[...watched.keys()]],
    );
    for (const { id, cancelRequested } of rows.map(toRun)) {
      const told = watched.get(id);
      watched.delete(id);
      if (cancelRequested) for (const onCancel of told ?? []) onCancel(cancelRequested);
    }
  }, onError);

  const endListening = await database.listen(notice => {
    if (notice === 'resync' || (notice.startsWith('cancel:') && watched.has(notice.slice(7)))) wake();
  });
  const poll = setInterval(() => watched.size > 0 && wake(), POLL_EVERY_MS);

  return {
    watchCancel(runId, onCancel) {
      const told = watched.get(runId) ?? new Set();
      watched.set(runId, told.add(onCancel));
      wake();
      return {
        stop() {
          told.delete(onCancel);
          if (told.size === 0 && watched.get(runId) === told) watched.delete(runId);
        },
      };
    },
    async close() {
      clearInterval(poll);
      watched.clear();
      await endListening();
      await idle();
    },
  };
}
