import type { ConflictQuestion, ConflictVersion } from '../github/conflict-question.ts';
import { type ObjectReader, openObjects } from '../sync/objects.ts';
import type { Conflict, ConflictSide } from '../sync/reconcile.ts';
import type { Repository } from '../sync/trees.ts';

/** Larger files are shown by their size; nobody reads them in a comment. */
const TEXT_BYTES = 1024 * 1024;

/** Conflicts as they are put to people, with what each side has read from `scratch`. */
export async function conflictQuestions(
  scratch: Repository,
  conflicts: readonly Conflict[],
  signal: AbortSignal,
): Promise<ConflictQuestion[]> {
  await using objects = openObjects(scratch, { signal });
  const questions: ConflictQuestion[] = [];
  for (const { id, path, paths, kind, ours, theirs, hunks } of conflicts) {
    const [branch, result] = [await version(objects, path, ours), await version(objects, path, theirs)];
    const lines = hunks && branch.kind === 'text' ? linesOf(branch.text) : undefined;
    const places = lines ? { places: hunks ?? [], branchLines: lines } : { places: [], branchLines: [] };
    questions.push({ id, path, paths, kind, branch, result, ...places });
  }
  return questions;
}

async function version(
  objects: ObjectReader,
  path: string,
  side: ConflictSide | undefined,
): Promise<ConflictVersion> {
  if (!side) return { kind: 'absent' };
  const at = side.path === path ? {} : { path: side.path };
  if (side.mode === '040000') return { ...at, kind: 'folder' };
  if (side.mode === '160000') return { ...at, kind: 'submodule', commit: side.oid };
  const bytes = (await objects.info(side.oid))?.size ?? 0;
  const executable = side.mode === '100755';
  if (bytes > TEXT_BYTES) return { ...at, kind: 'binary', bytes, executable };
  const content = await objects.read(side.oid, TEXT_BYTES);
  const text = content.toString('utf8');
  if (side.mode === '120000') return { ...at, kind: 'symlink', target: text };
  const isText = !content.includes(0) && Buffer.from(text).equals(content);
  return isText ? { ...at, kind: 'text', text, executable } : { ...at, kind: 'binary', bytes, executable };
}

/** Lines without their newlines, counted as GitHub and git count them. */
function linesOf(text: string): string[] {
  const lines = text.split('\n');
  return text === '' || text.endsWith('\n') ? lines.slice(0, -1) : lines;
}
