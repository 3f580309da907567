import { SpeckitError } from '../../shared/errors.ts';
import type { DeliveryRow } from './deliveries.ts';
import { notify, type SqlDatabase, storable } from './sql.ts';

export interface Replays {
  /** Deliveries that were given up, newest first. */
  failedDeliveries(limit: number): Promise<DeliveryRow[]>;
  /**
   * Hands a delivery that was given up to the inbox again, as if it had just come; what it started already is not
   * started twice. Rejects with `missing` for one that is not known, `usage` for one that needs no replay.
   */
  replayDelivery(id: string): Promise<DeliveryRow>;
}

const COLUMNS = `id, event, action, state, attempts, received_at AS "receivedAt", outcome`;

/** For an operator, beside the server. */
export function createReplays(database: SqlDatabase): Replays {
  return {
    failedDeliveries: limit =>
      database.query<DeliveryRow>(
        `SELECT ${COLUMNS} FROM speckit.deliveries WHERE state = 'failed' ORDER BY seq DESC LIMIT $1`,
        [limit],
      ),
    replayDelivery: id =>
      database.transaction(async tx => {
        const [row] = await tx.query<DeliveryRow>(
          `SELECT ${COLUMNS} FROM speckit.deliveries WHERE id = $1 FOR UPDATE`,
          [storable(id)],
        );
        if (!row) throw unknownDelivery(id);
        if (row.state !== 'failed') throw notGivenUp(row);
        await tx.query(
          `UPDATE speckit.deliveries SET state = 'open', attempts = 0, next_at = now(), settled_at = NULL,
             worker = NULL, lease_until = NULL WHERE id = $1`,
          [row.id],
        );
        await notify(tx, 'deliveries');
        return row;
      }),
  };
}

const unknownDelivery = (id: string) =>
  new SpeckitError('missing', `The database knows no delivery \`${storable(id, 100)}\`.`, {
    hint: 'It never arrived, or asked for nothing. "Advanced" on the settings page of the App lists what GitHub sent, and sends it again.',
  });

function notGivenUp({ state, outcome }: DeliveryRow): SpeckitError {
  return state === 'open'
    ? new SpeckitError('usage', 'That delivery is still waiting for its turn.', {
        hint: 'The server takes it by itself; see that it runs.',
      })
    : new SpeckitError('usage', `That delivery was handled: ${outcome ?? 'nothing is known of how'}`, {
        hint: 'What was handled is not kept. Post the command once more on the pull request.',
      });
}
