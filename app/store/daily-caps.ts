import { SpeckitError } from '../../shared/errors.ts';
import { SERVER_FILE } from '../../shared/profile/load.ts';
import type { Person } from './run-row.ts';
import type { Sql } from './sql.ts';

/** What one person may have in a day (UTC); absent: no cap. */
export interface DailyCaps {
  runsPerDay?: number | undefined;
  minutesPerDay?: number | undefined;
}

interface Used {
  runs: number;
  minutes: number;
}

/** @throws SpeckitError `exhausted` when the person has had today what one may have in a day */
export async function checkDailyCaps(tx: Sql, person: Person, caps: DailyCaps): Promise<void> {
  const used = await usedToday(tx, person);
  const { runsPerDay = Infinity, minutesPerDay = Infinity } = caps;
  if (used.runs >= runsPerDay) {
    const what = runsPerDay === 1 ? 'a run' : `${runsPerDay} runs`;
    throw capReached(`${person.login} has asked for ${what} today`, 'runsPerDay');
  }
  if (used.minutes >= minutesPerDay) {
    const minutes = Math.floor(used.minutes);
    throw capReached(
      `The runs of ${person.login} have taken ${minutes} of ${minutesPerDay} minutes today`,
      'minutesPerDay',
    );
  }
}

/** The runs that were asked for since midnight (UTC), and how long they have taken so far. */
async function usedToday(tx: Sql, { id }: Person): Promise<Used> {
  const [row] = await tx.query<Used>(
    `SELECT count(*)::int AS runs,
       coalesce(extract(epoch FROM sum(coalesce(ended_at, now()) - started_at)) / 60, 0)::float8 AS minutes
     FROM speckit.runs
     WHERE (sender->>'id')::bigint = $1 AND created_at >= date_trunc('day', now(), 'UTC')`,
    [id],
  );
  return row ?? { runs: 0, minutes: 0 };
}

function capReached(what: string, key: keyof DailyCaps): SpeckitError {
  return new SpeckitError('exhausted', `${what}, which is all that this server allows one person in a day.`, {
    hint: `The next day begins at 00:00 UTC; whoever runs the server can raise \`caps.${key}\` in \`${SERVER_FILE}\`.`,
  });
}
