import { git } from '../../../shared/sync/git.ts';
import { hasOwnLines } from '../../../shared/sync/merge-lines.ts';
import type { Conflict, ConflictSide } from '../../../shared/sync/reconcile.ts';
import type { Repository } from '../../../shared/sync/trees.ts';
import { plainText } from '../../../shared/text/sanitize.ts';
import { type Answer, askChoice } from '../ask.ts';
import type { Context } from '../command.ts';

/** `both`: with markers in the file, or the run's version beside one's own where lines cannot be told. */
export type Settling = 'ours' | 'theirs' | 'both';

const DIFF_BYTES = 4 * 1024 * 1024;

/** Asks about one conflict, and shows the difference as often as it is wanted. @throws SpeckitError `cancelled` */
export async function askAbout(
  { out, signal }: Pick<Context, 'out' | 'signal'>,
  scratch: Repository,
  conflict: Conflict,
): Promise<Settling> {
  const { path } = conflict;
  const message = `${plainText(path)}: ${whatHappened(conflict)}. Which version should be in your working tree?`;
  for (;;) {
    const answer = await askChoice({ message, signal, answers: answersOf(conflict) });
    if (answer !== 'diff') return answer;
    for (const line of await differenceOf(scratch, conflict, signal)) out.note(painted(out, line));
  }
}

/** Where `both` puts the run's version of what has no lines to be marked. */
export function besidePath(path: string, runId: string): string {
  return `${path}.${runId}`;
}

export const canMark = hasOwnLines;
export const canStandBeside = ({ theirs }: Conflict): boolean => theirs?.mode.startsWith('100') === true;

function answersOf(conflict: Conflict): Answer<Settling | 'diff'>[] {
  const both = canMark(conflict)
    ? { value: 'both' as const, label: 'both', hint: 'with markers, for you to edit' }
    : { value: 'both' as const, label: 'both', hint: "the run's beside yours, under another name" };
  return [
    { value: 'ours', label: 'yours', hint: has(conflict.ours) },
    { value: 'theirs', label: "the run's", hint: has(conflict.theirs) },
    ...(canMark(conflict) || canStandBeside(conflict) ? [both] : []),
    { value: 'diff', label: 'show the difference' },
  ];
}

function has(side: ConflictSide | undefined): string {
  if (!side) return 'deleted';
  const kind = { '120000': 'a link', '160000': 'a submodule', '040000': 'a folder' }[side.mode];
  return kind ?? (side.mode === '100755' ? 'an executable file' : 'a file');
}

function whatHappened({ kind, ours, theirs }: Conflict): string {
  if (!ours) return 'you deleted it and the run changed it';
  if (!theirs) return 'the run deleted it and you changed it';
  return kind === 'content' ? 'you and the run changed the same lines' : `you and the run disagree (${kind})`;
}

/** From one's own version to the run's, safe to be shown. */
async function differenceOf(
  { gitDir }: Repository,
  { ours, theirs }: Conflict,
  signal: AbortSignal,
): Promise<string[]> {
  const isBlob = (side: ConflictSide | undefined) => side !== undefined && /^1[02]/.test(side.mode);
  if (!isBlob(ours) || !isBlob(theirs)) return [`yours: ${has(ours)}`, `the run's: ${has(theirs)}`];
  const args = ['diff', '--no-ext-diff', '--no-textconv', '--no-color', ours?.oid ?? '', theirs?.oid ?? ''];
  const diff = plainText(await git(args, { gitDir, signal, maxBytes: DIFF_BYTES }));
  const hunks = diff.indexOf('\n@@');
  if (hunks === -1) return ['The versions are not text.'];
  return [
    '--- yours',
    "+++ the run's",
    ...diff
      .slice(hunks + 1)
      .trimEnd()
      .split('\n'),
  ];
}

function painted(out: Context['out'], line: string): string {
  if (line.startsWith('@@')) return out.paint('cyan', line, 'note');
  if (line.startsWith('+')) return out.paint('green', line, 'note');
  return line.startsWith('-') ? out.paint('red', line, 'note') : line;
}
