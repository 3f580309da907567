import { setTimeout as pause } from 'node:timers/promises';
import type { FaultHook } from '../../github/index.ts';
import type { AppProcess } from '../app/start.ts';
import { type Counts, type Crowd, countRuns, openCrowd } from '../support/crowd.ts';
import type { DatabaseKind } from '../support/database.ts';
import type { Figure, Measurement } from '../types.ts';

const RUNS = 1_000;
/** So many pull requests, each in an installation of its own. */
const OWNERS = 100;
const KILL_EVERY_MS = 15_000;
const TIMING = { leaseMs: 3_000, showAgainMs: 2_000, missedEveryMs: 3_000, missedSettledMs: 1_000 };
/** Nothing may take for ever. */
const LIMIT_MS = 40 * 60_000;

/** About two of a hundred requests: lost before or after GitHub did it, failed, or refused for the rate. */
function faults(): FaultHook {
  let seed = 7;
  const next = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  return ({ body }) => {
    // What people do is not what is tried here.
    if (String(body.body ?? '').startsWith('/speckit ')) return undefined;
    const dice = next();
    if (dice < 0.008) return { status: 502, body: { message: 'Bad Gateway' } };
    if (dice < 0.012) return { status: 500, body: { message: 'Server Error' }, apply: true };
    if (dice < 0.016) return { kind: 'cut' };
    if (dice < 0.018) return { kind: 'cut', apply: true };
    if (dice < 0.02)
      return { status: 403, body: { message: 'secondary rate limit' }, headers: { 'retry-after': '1' } };
    return undefined;
  };
}

/**
 * Real runs from the comment to the commit, while GitHub fails now and then and a process is killed and started again
 * every few seconds. Every run has to end.
 */
async function open(kind: DatabaseKind): Promise<Measurement> {
  return {
    async ours() {
      await using crowd = await openCrowd({ kind, owners: OWNERS, concurrency: 8, timing: TIMING });
      const web = kind === 'postgres' ? await crowd.start(['web']) : undefined;
      const roles = kind === 'postgres' ? (['worker'] as const) : undefined;
      const workers = [await crowd.start(roles)];
      if (kind === 'postgres') workers.push(await crowd.start(roles));
      const undo = crowd.github.onRequest(faults());
      const stop = new AbortController();
      const killing = killInTurn(crowd, workers, roles, stop.signal);
      try {
        await askAll(crowd);
        const counts = await untilEnded(() => web ?? workers[0]);
        return 100 * (1 - counts.succeeded / RUNS);
      } finally {
        stop.abort();
        await killing;
        undo();
      }
    },
    async [Symbol.asyncDispose]() {},
  };
}

async function killInTurn(
  crowd: Crowd,
  workers: AppProcess[],
  roles: readonly ['worker'] | undefined,
  signal: AbortSignal,
): Promise<void> {
  for (let turn = 0; !signal.aborted; turn++) {
    await pause(KILL_EVERY_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const at = turn % workers.length;
    await workers[at]?.kill();
    workers[at] = await crowd.start(roles);
  }
}

/** Each pull request gets its commands one after the other. */
async function askAll({ github, places }: Crowd): Promise<void> {
  for (let round = 0; round < RUNS / OWNERS; round++) {
    for (const { repo, pr } of places) {
      const body = `/speckit run -- echo ${round} > result-${round}.txt`;
      await github.comment({ repo, pr, user: 'alice', body });
    }
  }
}

async function untilEnded(app: () => AppProcess | undefined): Promise<Counts> {
  const since = performance.now();
  for (;;) {
    const one = app();
    // It may be killed in this moment.
    const counts = one?.isAlive() ? await countRuns(one).catch(() => undefined) : undefined;
    if (counts?.all === RUNS && counts.ended === RUNS) return counts;
    if (performance.now() - since > LIMIT_MS)
      throw new Error(`After ${LIMIT_MS / 60_000} min: ${JSON.stringify(counts)}`);
    await pause(500);
  }
}

const figures: Figure[] = (['pglite', 'postgres'] as const).map(kind => ({
  name: `soak-${kind}`,
  about: `${RUNS} runs from comment to commit while GitHub fails and ${
    kind === 'postgres' ? 'one of two workers' : 'the server'
  } is killed every ${KILL_EVERY_MS / 1000} s: all end, and so many do not succeed`,
  unit: '%',
  runs: 1,
  warmUp: false,
  target: { kind: 'value', most: 5 },
  open: () => open(kind),
}));
export default figures;
