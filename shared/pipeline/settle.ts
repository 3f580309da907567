import { SpeckitError } from '../errors.ts';
import type { AskedConflict, ChangedFile } from '../events.ts';
import type { ConflictDesk, ConflictThread, KeptResult } from '../github/conflict-desk.ts';
import { openObjects } from '../sync/objects.ts';
import { type Choice, type Conflict, reconcile, type Trees } from '../sync/reconcile.ts';
import { openScratch, type Scratch } from '../sync/scratch.ts';
import { treeOf } from '../sync/trees.ts';
import { chosenTree } from './chosen-tree.ts';
import { conflictQuestions } from './conflict-questions.ts';
import { MAX_TRIES, movedTooOften, toResult } from './land.ts';
import { dropObjects, withObjects } from './land-objects.ts';
import { changedFiles } from './outcome.ts';
import { takeBack } from './publish-workflows.ts';
import { decideSettlement, type SettleDecision, type WideAnswer } from './settle-decision.ts';
import type { PipelinePorts } from './types.ts';

export interface SettlePorts
  extends Pick<PipelinePorts, 'mirror' | 'fetch' | 'scratchDir' | 'objects' | 'warn'> {
  publisher: Pick<PipelinePorts['publisher'], 'branchHead' | 'commit'>;
  desk: ConflictDesk;
}

export interface SettleInput {
  /** What people have been asked up to now. */
  asked: readonly AskedConflict[];
  /** An answer on the pull request that has just come. */
  wide?: WideAnswer;
}

export type Settlement =
  /** The result is kept no longer. */
  | { kind: 'gone' }
  /** Somebody has to choose yet; `asked` says where all that conflicts now is asked. */
  | { kind: 'open'; asked: AskedConflict[] }
  /** The branch holds the result; `sha` is absent when nothing of it was left to commit. */
  | { kind: 'settled'; sha?: string; onTopOf?: string; changes: ChangedFile[]; threads: ConflictThread[] };

/**
 * Merges a kept result with the branch as it is now and with the answers up to now. When everything is settled, one
 * commit brings it; else what conflicts now and was not asked before is asked. Safe to repeat at any point.
 * @throws SpeckitError `usage` when the answer names a conflict that is not open, else what its ports throw
 */
export async function settleConflicts(
  ports: SettlePorts,
  input: SettleInput,
  signal: AbortSignal,
): Promise<Settlement> {
  const { desk, publisher } = ports;
  // An attempt that broke off may have removed the ref already.
  const landed = await desk.landed();
  if (landed) {
    await dropObjects(ports, { uploaded: true }, signal);
    return { kind: 'settled', sha: landed, changes: [], threads: await openThreads(desk) };
  }
  const kept = await desk.kept();
  if (!kept) return { kind: 'gone' };
  await ports.fetch(kept.base, signal);
  await ports.fetch(kept.sha, signal);
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const head = await publisher.branchHead(signal);
    await ports.fetch(head, signal);
    await using scratch = await openScratch(ports.mirror, ports.scratchDir);
    const trees = await treesOf(scratch, kept, head, signal);
    const merged = await reconcile(scratch, trees, { signal });
    const conflicts = merged.kind === 'conflict' ? merged.conflicts : [];
    const threads = await desk.threads();
    const decision = decideSettlement({ ...input, conflicts: conflicts.map(({ id }) => id), threads });
    if (decision.unknown) throw unknownConflict(input);
    if (decision.open.length > 0) {
      return {
        kind: 'open',
        asked: await stayOpen(ports, { scratch, head, conflicts, decision, input }, signal),
      };
    }
    const choices = choicesOf(conflicts, decision);
    const tree = await chosenTree(scratch, trees, choices, { signal });
    await using objects = openObjects(scratch, { signal });
    const remarks = remarksOn(conflicts, decision);
    const result = await toResult({ scratch, objects, remarks }, head, trees.ours, tree, signal);
    const changes = changedFiles(result.changes);
    const open = threads.filter(({ resolved }) => !resolved);
    if (changes.length === 0) return { kind: 'settled', changes, threads: open };
    const whole = await withObjects(ports, result, signal);
    const commit = await publisher.commit(whole, signal);
    if (commit.kind === 'handed') return { kind: 'settled', onTopOf: head, changes, threads: open };
    if (commit.kind === 'committed') {
      await dropObjects(ports, whole, signal);
      return { kind: 'settled', sha: commit.sha, onTopOf: head, changes, threads: open };
    }
  }
  throw movedTooOften();
}

async function openThreads(desk: ConflictDesk): Promise<ConflictThread[]> {
  return (await desk.threads()).filter(({ resolved }) => !resolved);
}

async function treesOf(
  scratch: Scratch,
  kept: KeptResult,
  head: string,
  signal: AbortSignal,
): Promise<Trees> {
  const [base, ours, theirs] = await Promise.all(
    [kept.base, head, kept.sha].map(commit => treeOf(scratch, commit, signal)),
  );
  const result = await takeBack(scratch, base ?? '', theirs ?? '', signal);
  return { base: base ?? '', ours: ours ?? '', theirs: result };
}

interface Staying {
  scratch: Scratch;
  head: string;
  conflicts: readonly Conflict[];
  decision: SettleDecision;
  input: SettleInput;
}

const MOOT = 'This does not conflict any more.';

/** Asks what was not asked yet, and notes down what was answered beside a thread. */
async function stayOpen(
  { desk }: SettlePorts,
  { scratch, head, conflicts, decision, input }: Staying,
  signal: AbortSignal,
): Promise<AskedConflict[]> {
  for (const { thread, side, by } of decision.recorded) if (thread) await desk.note(thread, { side, by });
  for (const thread of decision.moot) await desk.close(thread, MOOT);
  const open = conflicts.filter(({ id }) => decision.open.includes(id));
  const asked = await desk.ask(await conflictQuestions(scratch, open, signal), head);
  const answered = conflicts.filter(({ id }) => decision.chosen.has(id));
  return [
    ...asked,
    ...answered.map(({ id, path }): AskedConflict => {
      const before = input.asked.find(one => one.id === id) ?? { id, path };
      const now = decision.recorded.find(({ conflict }) => conflict === id);
      return { ...before, ...(now ? { answer: { side: now.side, by: now.by } } : {}) };
    }),
  ];
}

function choicesOf(conflicts: readonly Conflict[], { chosen }: SettleDecision): Map<string, Choice> {
  const entries = conflicts.flatMap(({ id, path }) => {
    const side = chosen.get(id);
    return side ? [[path, side] as const] : [];
  });
  return new Map(entries);
}

/** How the conflicts were settled, for the commit's message. */
function remarksOn(conflicts: readonly Conflict[], { chosen }: SettleDecision): string[] {
  return (['branch', 'result'] as const).flatMap(side => {
    const paths = conflicts.filter(({ id }) => chosen.get(id) === side).map(({ path }) => path);
    if (paths.length === 0) return [];
    const shown = paths.slice(0, 20).join(', ');
    const more = paths.length > 20 ? ` and ${paths.length - 20} more` : '';
    return [
      `Conflicts settled with ${side === 'branch' ? "the branch's" : "the run's"} version: ${shown}${more}.`,
    ];
  });
}

function unknownConflict({ wide, asked }: SettleInput): SpeckitError {
  const known = asked.map(({ id }) => `\`${id.slice(0, 10)}\``).join(', ');
  return new SpeckitError('usage', `There is no open conflict \`${wide?.conflict}\`.`, {
    hint:
      known === ''
        ? 'The threads on this pull request ask about those that are open.'
        : `Those asked about: ${known}.`,
  });
}
