import { setTimeout as pause } from 'node:timers/promises';
import type { FaultHook } from '../../github/index.ts';
import type { AppProcess } from '../app/start.ts';
import { type Counts, type Crowd, countRuns, openCrowd } from '../support/crowd.ts';
import type { DatabaseKind } from '../support/database.ts';
import type { Figure, Measurement } from '../types.ts';

const RUNS = 1_000;
/** So many pull requests, each in an installation of its own. */
const OWNERS = 100;
/** A process is killed whenever so many runs more have ended, others being under way. */
const KILL_EVERY = 20;
const TIMING = { leaseMs: 3_000, showAgainMs: 2_000, missedEveryMs: 3_000, missedSettledMs: 1_000 };
/** Nothing may take for ever. */
const LIMIT_MS = 2 * 60 * 60_000;

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
 * Real runs from the comment to the commit, while GitHub fails now and then and processes are killed and started again.
 * Every run has to end.
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
      try {
        const kill = async (turn: number) => {
          const at = turn % workers.length;
          await workers[at]?.kill();
          workers[at] = await crowd.start(roles);
        };
        const [counts] = await Promise.all([untilEnded(() => web ?? workers[0], kill), askAll(crowd)]);
        return 100 * (1 - counts.succeeded / RUNS);
      } finally {
        undo();
      }
    },
    async [Symbol.asyncDispose]() {},
  };
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

async function untilEnded(
  app: () => AppProcess | undefined,
  kill: (turn: number) => Promise<void>,
): Promise<Counts> {
  const since = performance.now();
  for (let kills = 0; ; ) {
    // It may be killed in this moment.
    const one = app();
    const counts = one && (await countRuns(one).catch(() => undefined));
    if (counts?.all === RUNS && counts.ended === RUNS) return counts;
    if (counts && counts.ended >= (kills + 1) * KILL_EVERY) await kill(kills++);
    if (performance.now() - since > LIMIT_MS)
      throw new Error(`After ${LIMIT_MS / 60_000} min: ${JSON.stringify(counts)}`);
    await pause(200);
  }
}

const figures: Figure[] = (['pglite', 'postgres'] as const).map(kind => ({
  name: `soak-${kind}`,
  about: `${RUNS} runs from comment to commit while GitHub fails and ${
    kind === 'postgres' ? 'one of two workers' : 'the server'
  } is killed after every ${KILL_EVERY}: all end, and so many do not succeed`,
  unit: '%',
  runs: 1,
  warmUp: false,
  target: { kind: 'value', most: 5 },
  open: () => open(kind),
}));
export default figures;
