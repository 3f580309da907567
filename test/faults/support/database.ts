// Stands in for `app/store/database.ts` in a worker process of the suite: the same, with every statement under its name.
import { type Database, type DatabaseOptions, openDatabase as open } from '../../../app/store/database.ts';
import type { Sql } from '../../../app/store/sql.ts';
import type { Fault } from './fault.ts';
import { isHit, strike, struck } from './strike.ts';

export type { Database, DatabaseOptions };

const nameOf = (text: string, params: readonly unknown[] = []) =>
  `sql ${text} ${JSON.stringify(params.filter(one => !(one instanceof Uint8Array)))}`;

export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const database = await open(options);
  return {
    ...database,
    query: (text, params, turn) => struck(nameOf(text, params), () => database.query(text, params, turn)),
    async transaction(work) {
      let after: Fault | undefined;
      const result = await database.transaction(tx =>
        work({
          query: (text, params, turn) => {
            const hit = isHit(nameOf(text, params));
            if (hit?.when === 'before') strike(hit);
            after ??= hit;
            return tx.query(text, params, turn);
          },
        } satisfies Sql),
      );
      // Nothing of it is there before its end.
      if (after?.when === 'after') strike(after);
      return result;
    },
  };
}
