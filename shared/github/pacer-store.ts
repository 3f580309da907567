import type { RequestCost } from './pacer.ts';

export interface Limits {
  /** REST points in any 60 s. */
  pointsPerMinute: number;
  /** Content-creating requests in any 60 s. */
  contentPerMinute: number;
  /** Content-creating requests in any hour. */
  contentPerHour: number;
}

/** GitHub's documented limits of one installation. */
export const LIMITS: Limits = { pointsPerMinute: 900, contentPerMinute: 80, contentPerHour: 500 };

/**
 * Where the spent budget is kept. The memory one serves one process; a database can implement the same so that
 * several processes share an installation's budget (both calls must then be atomic for a key).
 */
export interface PacerStore {
  /** Books `cost` and returns 0 if it fits the budget of `key` now, else returns the milliseconds to wait and books nothing. */
  reserve(key: string, cost: RequestCost): Promise<number>;
  /** Refuses everything of `key` until `until`, milliseconds since the epoch; never shortens an earlier hold. */
  hold(key: string, until: number): Promise<void>;
}

interface Entry {
  at: number;
  amount: number;
}

/** What was spent of one key, by when; JSON. */
export interface Budget {
  heldUntil: number;
  points: Entry[];
  content: Entry[];
}

export const emptyBudget = (): Budget => ({ heldUntil: 0, points: [], content: [] });

const MINUTE = 60_000;
const HOUR = 3_600_000;

/** A {@link PacerStore} in memory: sliding windows, exact to the millisecond. `now` is for tests. */
export function createMemoryBudget(limits: Limits = LIMITS, now: () => number = Date.now): PacerStore {
  const budgets = new Map<string, Budget>();
  const budgetOf = (key: string) => {
    const known = budgets.get(key) ?? emptyBudget();
    budgets.set(key, known);
    return known;
  };
  return {
    reserve: async (key, cost) => book(budgetOf(key), cost, limits, now()),
    async hold(key, until) {
      const budget = budgetOf(key);
      budget.heldUntil = Math.max(budget.heldUntil, until);
    },
  };
}

/**
 * Books `cost` at the time `at` and returns 0 if it fits, else returns the milliseconds to wait and books nothing. What
 * falls into the same `grainMs` is one entry, which leaves the window with the last of it.
 */
export function book(
  budget: Budget,
  { points, content }: RequestCost,
  limits: Limits,
  at: number,
  grainMs = 1,
): number {
  budget.points = budget.points.filter(entry => entry.at > at - MINUTE);
  budget.content = budget.content.filter(entry => entry.at > at - HOUR);
  const amount = content ? 1 : 0;
  const wait = Math.max(
    budget.heldUntil - at,
    waitFor(budget.points, points, limits.pointsPerMinute, MINUTE, at),
    waitFor(budget.content, amount, limits.contentPerMinute, MINUTE, at),
    waitFor(budget.content, amount, limits.contentPerHour, HOUR, at),
  );
  if (wait > 0) return wait;
  const end = Math.ceil(at / grainMs) * grainMs;
  add(budget.points, points, end);
  add(budget.content, amount, end);
  return 0;
}

function add(entries: Entry[], amount: number, at: number): void {
  if (amount === 0) return;
  const last = entries.at(-1);
  if (last?.at === at) last.amount += amount;
  else entries.push({ at, amount });
}

/** Milliseconds until so much of `entries` has left the window that `amount` fits. */
function waitFor(
  entries: readonly Entry[],
  amount: number,
  limit: number,
  window: number,
  at: number,
): number {
  if (amount === 0) return 0;
  const inside = entries.filter(entry => entry.at > at - window);
  let excess = inside.reduce((sum, entry) => sum + entry.amount, amount) - limit;
  for (const entry of inside) {
    if (excess <= 0) return 0;
    excess -= entry.amount;
    if (excess <= 0) return entry.at + window - at;
  }
  return 0;
}
