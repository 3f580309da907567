import { SpeckitError } from '../../../shared/errors.ts';
import { listAllRuns, runsByPrefix } from '../../store/run-list.ts';
import type { Run } from '../../store/run-row.ts';
import type { Context } from '../command.ts';
import { columns } from '../table.ts';
import { openServerDatabase } from './database.ts';

interface Shown {
  value: object;
  lines: string[];
}

interface Filter {
  repository: string | undefined;
  state: string | undefined;
  limit: string | undefined;
}

const STATES = ['queued', 'running', 'ended'] as const;
const DEFAULT_LIMIT = '20';

/** The newest runs of a server. @throws SpeckitError `usage` for a bad flag, and what {@link openServerDatabase} does */
export async function showRuns(
  context: Pick<Context, 'cwd' | 'env'>,
  { repository, state, limit = DEFAULT_LIMIT }: Filter,
): Promise<Shown> {
  const wanted = STATES.find(known => known === state);
  if (state !== undefined && wanted === undefined)
    throw badFlag('--state', state, `One of ${STATES.join(', ')}.`);
  if (!/^[1-9][0-9]{0,3}$/.test(limit)) throw badFlag('--limit', limit, 'A whole number from 1 to 9999.');
  if (repository !== undefined && !/^[^/]+\/[^/]+$/.test(repository))
    throw badFlag('--repository', repository, 'Written like `acme/shop`.');
  await using database = await openServerDatabase(context);
  const runs = await listAllRuns(database.sql, { repository, state: wanted, limit: Number(limit) });
  const rows = runs.map(run => [
    run.id,
    placeOf(run),
    workOf(run),
    stateOf(run),
    when(run.createdAt),
    run.sender.login,
  ]);
  const head = ['RUN', 'PULL REQUEST', 'WORK', 'STATE', 'ASKED', 'BY'];
  return {
    value: { runs: runs.map(summary) },
    lines: rows.length > 0 ? columns([head, ...rows]) : ['There are no such runs.'],
  };
}

/** One run, with what came of it. @throws SpeckitError `missing`, `usage` when several begin so */
export async function showRun(context: Pick<Context, 'cwd' | 'env'>, prefix: string): Promise<Shown> {
  await using database = await openServerDatabase(context);
  const found = await runsByPrefix(database.sql, prefix, 3);
  const [run, other] = found;
  if (!run) {
    throw new SpeckitError('missing', `The server has no run \`${prefix}\`.`, {
      hint: '`speckit-remote runs` lists the newest; runs of this machine are in `speckit-remote list`.',
    });
  }
  if (other) {
    throw new SpeckitError('usage', `Several runs begin with \`${prefix}\`.`, {
      hint: `Write more of the id, for example ${found.map(({ id }) => id).join(' or ')}.`,
    });
  }
  const value = {
    ...summary(run),
    worker: run.worker,
    attempt: run.attempt,
    sandbox: run.sandboxId,
    outcome: run.outcome,
  };
  const facts = {
    'pull request': placeOf(run),
    work: workOf(run),
    state: stateOf(run),
    by: run.sender.login,
    asked: when(run.createdAt),
    started: run.startedAt && when(run.startedAt),
    ended: run.endedAt && when(run.endedAt),
    head: run.headSha,
    driver: run.driver,
    sandbox: run.sandboxId,
    worker: run.worker,
    attempt: String(run.attempt),
    commit: run.commitSha,
    'kept on': run.resultRef,
    result: run.outcome?.title,
  };
  const rows = Object.entries(facts).flatMap(([name, fact]) => (fact === undefined ? [] : [[name, fact]]));
  return {
    value,
    lines: [run.id, ...columns([...rows, ...(run.outcome?.notes ?? []).map(note => ['', note])])],
  };
}

const summary = (run: Run) => ({
  id: run.id,
  repository: `${run.owner}/${run.repo}`,
  pr: run.pr,
  work: run.work,
  state: run.state,
  phase: run.phase,
  conclusion: run.conclusion,
  by: run.sender.login,
  headSha: run.headSha,
  driver: run.driver,
  commitSha: run.commitSha,
  resultRef: run.resultRef,
  createdAt: run.createdAt,
  startedAt: run.startedAt,
  endedAt: run.endedAt,
});

const placeOf = ({ owner, repo, pr }: Run) => `${owner}/${repo}#${pr}`;
const when = (date: Date) => date.toISOString().replace('T', ' ').slice(0, 19);

function workOf({ work }: Run): string {
  const { kind, phase, command } = (work ?? {}) as { kind?: string; phase?: string; command?: string };
  const text = (kind === 'phase' ? phase : command) ?? 'unknown';
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** How it ended, or how far it is. */
function stateOf({ state, phase, conclusion }: Run): string {
  if (state === 'running' && phase) return `running (${phase})`;
  return state === 'ended' ? (conclusion ?? 'ended') : state;
}

function badFlag(flag: string, value: string, hint: string): SpeckitError {
  return new SpeckitError('usage', `\`${flag}\` is \`${value}\`, which does not fit.`, { hint });
}
