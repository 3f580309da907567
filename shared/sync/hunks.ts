import type { Conflict, ConflictHunk } from './conflicts.ts';
import { type LineChange, linesOf, type Region, regionsOf, trimmed } from './diff3.ts';
import { git, gitLine } from './git.ts';
import { readSmallObjects } from './small-objects.ts';
import type { ReadOptions, Repository } from './trees.ts';

/** Nobody reads conflicts in larger files line by line. */
const TEXT_BYTES = 1024 * 1024;
const DIFF_BYTES = 512 * 1024 * 1024;

/** The two versions of a text file, by lines, and where they differ from their base. */
export interface ConflictText {
  ours: string[];
  theirs: string[];
  regions: Region[];
  hunks: ConflictHunk[];
}

/** For each conflict its text, or `undefined` where it is not about the lines of one. A handful of git processes in all. */
export async function conflictHunks(
  scratch: Repository,
  conflicts: readonly Conflict[],
  { signal }: ReadOptions = {},
): Promise<(ConflictText | undefined)[]> {
  const oids = conflicts.filter(hasLines).flatMap(({ ours, theirs }) => [ours?.oid ?? '', theirs?.oid ?? '']);
  const contents = await readSmallObjects(scratch, oids, { maxBytes: TEXT_BYTES, signal });
  const texts = conflicts.map(conflict => versionsOf(conflict, contents));
  if (!texts.some(Boolean)) return texts.map(() => undefined);
  const nothing = await gitLine(['hash-object', '-w', '--stdin'], { gitDir: scratch.gitDir, signal });
  const tree = (oid: (text: Versions) => string) =>
    gitLine(['mktree', '-z', '--missing'], {
      gitDir: scratch.gitDir,
      stdin: Buffer.from(texts.map((text, i) => (text ? `100644 blob ${oid(text)}\t${i}\0` : '')).join('')),
      signal,
    });
  const [base, ours, theirs] = await Promise.all([
    tree(text => text.baseOid ?? nothing),
    tree(text => text.oursOid),
    tree(text => text.theirsOid),
  ]);
  const [left, right] = await Promise.all([
    lineChanges(scratch, base, ours, signal),
    lineChanges(scratch, base, theirs, signal),
  ]);
  return texts.map((text, i) => text && conflictText(text, left.get(i) ?? [], right.get(i) ?? []));
}

interface Versions {
  /** Absent where both sides begin from nothing. */
  baseOid: string | undefined;
  oursOid: string;
  theirsOid: string;
  ours: string[];
  theirs: string[];
}

const WITH_LINES: ReadonlySet<string> = new Set(['content', 'add/add', 'rename/add']);

const isFile = (side: { mode: string } | undefined) => side?.mode.startsWith('100') === true;

const hasLines = ({ kind, ours, theirs }: Conflict): boolean =>
  WITH_LINES.has(kind) && isFile(ours) && isFile(theirs) && ours?.oid !== theirs?.oid;

function versionsOf(conflict: Conflict, contents: ReadonlyMap<string, Buffer>): Versions | undefined {
  const { kind, base, ours, theirs } = conflict;
  if (!hasLines(conflict) || !ours || !theirs) return undefined;
  const [a, b] = [contents.get(ours.oid), contents.get(theirs.oid)];
  if (!a || !b || a.includes(0) || b.includes(0)) return undefined;
  return {
    // The base of something that both sides made is nothing, also where one of them renamed a file onto it.
    baseOid: kind === 'content' && base && isFile(base) ? base.oid : undefined,
    oursOid: ours.oid,
    theirsOid: theirs.oid,
    ours: linesOf(a.toString('utf8')),
    theirs: linesOf(b.toString('utf8')),
  };
}

/** As git's own merge compares: by histogram, without moving changes to look nicer. */
const DIFF = ['diff-tree', '-p', '-U0', '--text', '--no-renames', '--histogram', '--no-indent-heuristic'];

async function lineChanges(
  { gitDir }: Repository,
  from: string,
  to: string,
  signal: AbortSignal | undefined,
): Promise<Map<number, LineChange[]>> {
  const args = [...DIFF, '--no-ext-diff', '--no-textconv', '--no-color', '--src-prefix=', '--dst-prefix='];
  const patch = await git([...args, from, to], { gitDir, signal, maxBytes: DIFF_BYTES });
  const changes = new Map<number, LineChange[]>();
  let current: LineChange[] = [];
  for (const [, file, at, removed = '1', to, added = '1'] of patch
    .toString('latin1')
    .matchAll(/^(?:diff --git (\d+) \d+$|@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@)/gm)) {
    if (file !== undefined) {
      current = [];
      changes.set(Number(file), current);
      continue;
    }
    // Of an empty range git names the line before it.
    const first = (line: string | undefined, count: string) => Number(line) - (count === '0' ? 0 : 1);
    current.push({
      at: first(at, removed),
      removed: Number(removed),
      to: first(to, added),
      added: Number(added),
    });
  }
  return changes;
}

function conflictText(
  { ours, theirs }: Versions,
  left: readonly LineChange[],
  right: readonly LineChange[],
): ConflictText {
  const regions = regionsOf(left, right);
  const both = regions
    .filter(({ by }) => by === 'both')
    .flatMap(region => trimmed(region, ours, theirs) ?? []);
  // Git sees a conflict where we see none only if it compares differently; then it is the whole file.
  const whole = trimmed({ ours: all(ours), theirs: all(theirs) }, ours, theirs);
  const places = both.length > 0 ? both : whole ? [whole] : [];
  const hunks = places.map(
    (place): ConflictHunk => ({
      start: place.ours.start + 1,
      end: place.ours.end,
      ours: plain(ours.slice(place.ours.start, place.ours.end)),
      theirs: plain(theirs.slice(place.theirs.start, place.theirs.end)),
    }),
  );
  return { ours, theirs, regions, hunks };
}

const all = (lines: readonly string[]) => ({ start: 0, end: lines.length });
const plain = (lines: readonly string[]) => lines.map(line => line.replace(/\n$/, ''));
