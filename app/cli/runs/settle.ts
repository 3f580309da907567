import { mkdir, rm } from 'node:fs/promises';
import { SpeckitError } from '../../../shared/errors.ts';
import type { ChangedFile } from '../../../shared/events.ts';
import { chosenTree } from '../../../shared/pipeline/chosen-tree.ts';
import { MAX_TRIES, movedTooOften, toResult } from '../../../shared/pipeline/land.ts';
import { changedFiles } from '../../../shared/pipeline/outcome.ts';
import { git, gitLine } from '../../../shared/sync/git.ts';
import { markLines } from '../../../shared/sync/merge-lines.ts';
import { openMirror } from '../../../shared/sync/mirror.ts';
import { openObjects } from '../../../shared/sync/objects.ts';
import { overlayChanges } from '../../../shared/sync/overlay.ts';
import { type Choice, type Conflict, reconcile, type Trees } from '../../../shared/sync/reconcile.ts';
import { openScratch } from '../../../shared/sync/scratch.ts';
import { type Repository, treeOf } from '../../../shared/sync/trees.ts';
import { asOwner, findWorkspace } from '../../../shared/sync/workspace.ts';
import type { Context } from '../command.ts';
import { askAbout, besidePath, canMark, type Settling } from './answers.ts';
import { resultBranch } from './keep.ts';
import type { RunRecord } from './record.ts';
import { ownIgnore } from './snapshot.ts';
import { runFiles } from './store.ts';
import { workingTree } from './working-tree.ts';

/** What became of a result that was on its branch. */
export interface Settled {
  changes: ChangedFile[];
  note: string;
}

/**
 * Brings the result on a run's branch into the working tree, asking about each conflict; the branch goes then.
 * @returns nothing when the branch is gone: somebody has taken the result already
 * @throws SpeckitError `cancelled` when somebody leaves a question, `rejected` for files that are in the way
 */
export async function settleRun(
  context: Pick<Context, 'out' | 'signal' | 'folders' | 'env'>,
  { id, root, include, outcome }: RunRecord,
): Promise<Settled | undefined> {
  const { signal, folders } = context;
  const branch = resultBranch(id, outcome?.resultRef);
  const kept = await keptOn(root, branch, signal);
  if (!kept) return undefined;
  const files = runFiles(folders, id);
  const { scratch: scratchDir } = files;
  await mkdir(scratchDir, { recursive: true });
  const mirror = await openMirror(files.mirror);
  try {
    const { head } = await findWorkspace(root, signal);
    const publisher = workingTree({
      ...{ runId: id, subject: '', checkout: { root, head }, mirror, scratchDir, include },
      ignore: await ownIgnore(context, signal),
      started: { commit: head, tree: '', sent: '' },
    });
    const answers = new Map<string, Settling>();
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const ours = await publisher.branchHead(signal);
      await using scratch = await openScratch(mirror, scratchDir);
      const [base = '', left = '', right = ''] = await Promise.all(
        [kept.base, ours, kept.result].map(commit => treeOf(scratch, commit, signal)),
      );
      const tree = await settledTree(context, scratch, { base, ours: left, theirs: right }, { id, answers });
      await using objects = openObjects(scratch, { signal });
      const result = await toResult({ scratch, objects, remarks: [] }, ours, left, tree, signal);
      const done = await publisher.commit(result, signal);
      if (done.kind !== 'handed') continue;
      await dropBranch(root, branch, kept.result, signal);
      return { changes: changedFiles(result.changes), note: done.note };
    }
    throw movedTooOften();
  } finally {
    await Promise.all([scratchDir, files.mirror].map(dir => rm(dir, { recursive: true, force: true })));
  }
}

/** The branch has done its work, unless somebody works on it. */
async function dropBranch(root: string, name: string, commit: string, signal: AbortSignal): Promise<void> {
  const branch = `refs/heads/${name}`;
  const options = asOwner(root, signal);
  const current = await gitLine(['symbolic-ref', '--quiet', 'HEAD'], options).catch(() => '');
  if (current !== branch) await git(['update-ref', '-d', branch, commit], options);
}

async function keptOn(
  root: string,
  name: string,
  signal: AbortSignal,
): Promise<{ base: string; result: string } | undefined> {
  const at = (revision: string) =>
    gitLine(['rev-parse', '--verify', '--quiet', revision], asOwner(root, signal)).catch(() => undefined);
  const branch = `refs/heads/${name}`;
  const [result, base] = await Promise.all([at(branch), at(`${branch}^`)]);
  return result && base ? { base, result } : undefined;
}

async function settledTree(
  context: Pick<Context, 'out' | 'signal'>,
  scratch: Repository,
  trees: Trees,
  { id, answers }: { id: string; answers: Map<string, Settling> },
): Promise<string> {
  const { signal } = context;
  const merged = await reconcile(scratch, trees, { signal });
  if (merged.kind !== 'conflict') return merged.kind === 'clean' ? merged.tree : trees.ours;
  const { conflicts } = merged;
  for (const conflict of conflicts) {
    if (!answers.has(conflict.id)) answers.set(conflict.id, await askAbout(context, scratch, conflict));
  }
  const choices = new Map<string, Choice>(
    conflicts.map(conflict => [conflict.path, answers.get(conflict.id) === 'theirs' ? 'result' : 'branch']),
  );
  const tree = await chosenTree(scratch, trees, choices, { signal });
  const both = conflicts.filter(conflict => answers.get(conflict.id) === 'both');
  return withBoth(scratch, tree, both, { id, signal });
}

/** Both versions of a conflict: between markers in its file, or side by side. */
async function withBoth(
  scratch: Repository,
  tree: string,
  conflicts: readonly Conflict[],
  { id, signal }: { id: string; signal: AbortSignal },
): Promise<string> {
  if (conflicts.length === 0) return tree;
  const labels = { ours: 'yours', theirs: `run ${id}` };
  const marked = await markLines(scratch, conflicts.filter(canMark), labels, { signal });
  const beside = conflicts
    .filter(conflict => !canMark(conflict))
    .flatMap(({ path: name, theirs }) =>
      theirs ? [{ path: besidePath(name, id), mode: theirs.mode, oid: theirs.oid }] : [],
    );
  const changes = [...marked, ...beside].map(file => ({ ...file, status: 'modified' as const }));
  return overlayChanges(scratch, tree, changes, { signal });
}

export function resultGone({ id, outcome }: Pick<RunRecord, 'id' | 'outcome'>): SpeckitError {
  return new SpeckitError(
    'missing',
    `The branch \`${resultBranch(id, outcome?.resultRef)}\` with the result is gone.`,
    {
      hint: 'Somebody has taken or removed it; start the run again if you need it.',
    },
  );
}
