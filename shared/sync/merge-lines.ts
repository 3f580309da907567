import type { Choice, Conflict } from './conflicts.ts';
import { linesOf, type Region } from './diff3.ts';
import { gitLine } from './git.ts';
import { conflictHunks } from './hunks.ts';
import { type ObjectReader, openObjects } from './objects.ts';
import type { ReadOptions, Repository } from './trees.ts';

/** A file that was merged line by line. */
export interface MergedFile {
  /** Where it is then: a rename that one side made stays. */
  path: string;
  mode: string;
  oid: string;
  /** {@link Conflict.path} of the conflict that it settles. */
  conflict: string;
}

/**
 * The files of text conflicts with the chosen side's lines only where both sides changed them; what just one side
 * changed elsewhere in the file stays, its new name too. Leaves out conflicts that are not about the lines of one file.
 */
export async function mergeLines(
  scratch: Repository,
  conflicts: readonly Conflict[],
  choices: ReadonlyMap<string, Choice>,
  { signal }: ReadOptions = {},
): Promise<MergedFile[]> {
  const texts = conflicts.filter(hasOwnLines);
  if (texts.length === 0) return [];
  await using objects = openObjects(scratch, { signal });
  const described = await conflictHunks(scratch, texts, { signal });
  const merged: MergedFile[] = [];
  for (const [i, conflict] of texts.entries()) {
    const { path, base, ours, theirs } = conflict;
    const regions = described[i]?.regions;
    const choice = choices.get(path);
    if (!regions?.some(({ by }) => by === 'both') || !choice || !ours || !theirs) continue;
    const [left, right] = [await bytesOf(objects, ours.oid), await bytesOf(objects, theirs.oid)];
    const oid = await writeBlob(scratch, chosenLines(linesOf(left), linesOf(right), regions, choice), signal);
    const mode = ours.mode === base?.mode ? theirs.mode : ours.mode;
    merged.push({ path: nameOf(conflict) ?? path, mode, oid, conflict: path });
  }
  return merged;
}

/** Whether both versions can be told apart line by line, and there is one name for what becomes of them. */
export function hasOwnLines(conflict: Conflict): boolean {
  const { kind, hunks } = conflict;
  return kind === 'content' && hunks !== undefined && nameOf(conflict) !== undefined;
}

/** The name of the one file that a conflict is about, the new one where a side renamed it. */
function nameOf({ paths, base, ours, theirs }: Conflict): string | undefined {
  if (!base || !ours || !theirs) return undefined;
  const renamed = [ours.path, theirs.path].filter(path => path !== base.path);
  const names = new Set([base.path, ...renamed]);
  const [name = base.path] = renamed;
  return names.size <= 2 && paths.every(path => names.has(path)) ? name : undefined;
}

/** The files of text conflicts with both versions between markers. @param labels stand behind the markers */
export async function markLines(
  scratch: Repository,
  conflicts: readonly Conflict[],
  labels: { ours: string; theirs: string },
  { signal }: ReadOptions = {},
): Promise<MergedFile[]> {
  const described = await conflictHunks(scratch, conflicts, { signal });
  await using objects = openObjects(scratch, { signal });
  const marked: MergedFile[] = [];
  for (const [i, conflict] of conflicts.entries()) {
    const { path, ours, theirs } = conflict;
    const regions = described[i]?.regions;
    if (!regions || !ours || !theirs) continue;
    const [left, right] = [await bytesOf(objects, ours.oid), await bytesOf(objects, theirs.oid)];
    const text = markedLines(linesOf(left), linesOf(right), regions, labels);
    const oid = await writeBlob(scratch, text, signal);
    marked.push({ path: nameOf(conflict) ?? path, mode: ours.mode, oid, conflict: path });
  }
  return marked;
}

function writeBlob(scratch: Repository, text: string, signal: AbortSignal | undefined): Promise<string> {
  return gitLine(['hash-object', '-w', '--no-filters', '--stdin'], {
    gitDir: scratch.gitDir,
    stdin: Buffer.from(text, 'latin1'),
    signal,
  });
}

/** Both files' own changes, and of what both changed the chosen side's. Pure. */
export function chosenLines(
  ours: readonly string[],
  theirs: readonly string[],
  regions: readonly Region[],
  choice: Choice,
): string {
  const lines: string[] = [];
  let at = 0;
  for (const region of regions) {
    const result = region.by === 'theirs' || (region.by === 'both' && choice === 'result');
    const { start, end } = result ? region.theirs : region.ours;
    lines.push(...ours.slice(at, region.ours.start), ...(result ? theirs : ours).slice(start, end));
    at = region.ours.end;
  }
  return [...lines, ...ours.slice(at)].join('');
}

/** A marked line begins with these; git and editors know them. */
const MARKS = { ours: '<<<<<<<', between: '=======', theirs: '>>>>>>>' };

/** Both files' own changes, and where both changed the same lines both versions between markers. Pure. */
export function markedLines(
  ours: readonly string[],
  theirs: readonly string[],
  regions: readonly Region[],
  labels: { ours: string; theirs: string },
): string {
  const lines: string[] = [];
  let at = 0;
  for (const region of regions) {
    const [left, right] = [
      ours.slice(region.ours.start, region.ours.end),
      theirs.slice(region.theirs.start, region.theirs.end),
    ];
    lines.push(...ours.slice(at, region.ours.start));
    if (region.by === 'both' && left.join('') !== right.join('')) {
      lines.push(`${MARKS.ours} ${labels.ours}\n`, ...left.map(whole), `${MARKS.between}\n`);
      lines.push(...right.map(whole), `${MARKS.theirs} ${labels.theirs}\n`);
    } else lines.push(...(region.by === 'theirs' ? right : left));
    at = region.ours.end;
  }
  return [...lines, ...ours.slice(at)].join('');
}

/** A marker needs a line of its own, also behind a last line without an end. */
const whole = (line: string) => (line.endsWith('\n') ? line : `${line}\n`);

/** Bytes as characters, so that files in any encoding come out as they were. */
async function bytesOf(objects: ObjectReader, oid: string): Promise<string> {
  const size = (await objects.info(oid))?.size ?? 0;
  return (await objects.read(oid, size)).toString('latin1');
}
