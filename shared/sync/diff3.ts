/** Lines of `base` that one side replaced by lines of its own. All counted from 0. */
export interface LineChange {
  at: number;
  removed: number;
  /** Where its own lines begin in its file. */
  to: number;
  added: number;
}

/** A stretch of the base that at least one side changed, with where it is in each file. */
export interface Region {
  base: Range;
  ours: Range;
  theirs: Range;
  /** Who changed it. */
  by: 'ours' | 'theirs' | 'both';
}

/** Lines from `start` on, up to but without `end`; counted from 0. */
export interface Range {
  start: number;
  end: number;
}

/** Joins the changes of both sides to regions, in order: those that overlap or touch are one, as git has it. */
export function regionsOf(ours: readonly LineChange[], theirs: readonly LineChange[]): Region[] {
  const queue = [
    ...ours.map(change => ({ ...change, side: 0 })),
    ...theirs.map(change => ({ ...change, side: 1 })),
  ].sort((a, b) => a.at - b.at);
  const shift = [0, 0];
  const regions: Region[] = [];
  for (let i = 0; i < queue.length; ) {
    const base = { start: queue[i]?.at ?? 0, end: queue[i]?.at ?? 0 };
    const before = [...shift];
    const sides = new Set<number>();
    for (let next = queue[i]; next && (next.at <= base.end || sides.size === 0); next = queue[++i]) {
      base.end = Math.max(base.end, next.at + next.removed);
      sides.add(next.side);
      shift[next.side] = (shift[next.side] ?? 0) + next.added - next.removed;
    }
    const range = (side: number): Range => ({
      start: base.start + (before[side] ?? 0),
      end: base.end + (shift[side] ?? 0),
    });
    const by = sides.size === 2 ? 'both' : sides.has(0) ? 'ours' : 'theirs';
    regions.push({ base, ours: range(0), theirs: range(1), by });
  }
  return regions;
}

/** Lines with their ends, so that joining them gives the text back. */
export function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** The region without the lines at its ends that both sides have alike; `undefined` if nothing remains. */
export function trimmed(
  region: Pick<Region, 'ours' | 'theirs'>,
  ours: readonly string[],
  theirs: readonly string[],
): Pick<Region, 'ours' | 'theirs'> | undefined {
  const [a, b] = [{ ...region.ours }, { ...region.theirs }];
  while (a.start < a.end && b.start < b.end && ours[a.start] === theirs[b.start]) {
    a.start++;
    b.start++;
  }
  while (a.start < a.end && b.start < b.end && ours[a.end - 1] === theirs[b.end - 1]) {
    a.end--;
    b.end--;
  }
  return a.start === a.end && b.start === b.end ? undefined : { ours: a, theirs: b };
}
