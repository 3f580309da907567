import { createReplays } from '../../store/replay.ts';
import type { Context } from '../command.ts';
import { columns } from '../table.ts';
import { openServerDatabase } from './database.ts';

const SHOWN = 20;

/** Deliveries that the server gave up. */
export async function listFailed(context: Pick<Context, 'cwd' | 'env'>) {
  await using database = await openServerDatabase(context);
  const deliveries = await createReplays(database.sql).failedDeliveries(SHOWN);
  const rows = deliveries.map(({ id, event, action, receivedAt, outcome = '' }) => [
    id,
    [event, action].filter(Boolean).join('.'),
    receivedAt.toISOString().replace('T', ' ').slice(0, 19),
    outcome,
  ]);
  const head = ['DELIVERY', 'EVENT', 'RECEIVED', 'WHAT WENT WRONG'];
  return {
    value: { deliveries },
    lines: rows.length > 0 ? columns([head, ...rows]) : ['No delivery has failed.'],
  };
}

/** Hands one of them to the server again. @throws SpeckitError `missing`, `usage` */
export async function replay(context: Pick<Context, 'cwd' | 'env'>, id: string) {
  await using database = await openServerDatabase(context);
  const { event, action, attempts } = await createReplays(database.sql).replayDelivery(id);
  const then =
    database.sql.kind === 'postgres'
      ? 'The server takes it up now, or when it is started.'
      : 'The server takes it up when it is started.';
  return {
    value: { id, event, action, replayed: true },
    lines: [`The delivery ${id} (${event}) is open again, after ${attempts} attempts.`, then],
  };
}
