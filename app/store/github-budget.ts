import { isSpeckitError } from '../../shared/errors.ts';
import {
  type Budget,
  book,
  createMemoryBudget,
  emptyBudget,
  LIMITS,
  type Limits,
  type PacerStore,
} from '../../shared/github/pacer-store.ts';
import type { SqlDatabase } from './sql.ts';

/** Keeps an installation's entry small, at the price of so much more patience. */
const GRAIN_MS = 500;

/**
 * What installations have spent of GitHub's limits, in the database: all processes that share it keep to one budget.
 * Time is the database's. While it is away each process paces by what it remembers itself.
 */
export function createGitHubBudget(database: SqlDatabase, limits: Limits = LIMITS): PacerStore {
  const own = createMemoryBudget(limits);
  return {
    reserve: (key, cost) =>
      unlessAway(
        () => change(database, key, (budget, now) => book(budget, cost, limits, now, GRAIN_MS)),
        () => own.reserve(key, cost),
      ),
    async hold(key, until) {
      await own.hold(key, until);
      // Our clock and the database's may differ; what counts is how long it is.
      const ms = until - Date.now();
      await unlessAway(
        () =>
          change(database, key, (budget, now) => {
            budget.heldUntil = Math.max(budget.heldUntil, now + ms);
          }),
        async () => undefined,
      );
    },
  };
}

/** One process at a time changes what is known of a key. */
async function change<T>(
  database: SqlDatabase,
  key: string,
  work: (budget: Budget, now: number) => T,
): Promise<T> {
  return await database.transaction(async tx => {
    const [row] = await tx.query<{ now: number; budget: Budget }>(
      `INSERT INTO speckit.github_budgets (key, budget) VALUES ($1, $2)
       ON CONFLICT (key) DO UPDATE SET key = excluded.key
       RETURNING budget, (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now`,
      [key, JSON.stringify(emptyBudget())],
    );
    if (!row) throw new Error('an upsert returns its row');
    const result = work(row.budget, row.now);
    await tx.query('UPDATE speckit.github_budgets SET budget = $2 WHERE key = $1', [
      key,
      JSON.stringify(row.budget),
    ]);
    return result;
  });
}

async function unlessAway<T>(shared: () => Promise<T>, alone: () => Promise<T>): Promise<T> {
  try {
    return await shared();
  } catch (error) {
    if (!isSpeckitError(error) || !error.retryable) throw error;
    return await alone();
  }
}
