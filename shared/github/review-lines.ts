import { redactKnownShapes } from '../text/known-shapes.ts';
import { stripInvisible } from '../text/sanitize.ts';
import type { ConflictPlace, ConflictQuestion } from './conflict-question.ts';

/** Lines of the head's file that a hunk of the pull request's diff shows, from 1, inclusive. */
export interface ShownLines {
  start: number;
  end: number;
}

/** The lines that can be commented on the right side, from a file's `patch` as GitHub gives it. */
export function shownLines(patch: string): ShownLines[] {
  return [...patch.matchAll(/^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/gm)].flatMap(([, from, count = '1']) => {
    const start = Number(from);
    return Number(count) > 0 ? [{ start, end: start + Number(count) - 1 }] : [];
  });
}

/** Where a thread hangs, and what its suggestion puts there. */
export interface Placement extends ShownLines {
  /** Text for the lines `start` to `end`; absent where a suggestion could not say it exactly. */
  suggestion?: string;
  /** How many of the conflict's places it covers. */
  covered: number;
}

/**
 * The lines for a conflict's thread: all places together if one hunk of the diff shows them, else the first that is
 * shown at all. `undefined` when none is.
 */
export function placementOf(question: ConflictQuestion, shown: readonly ShownLines[]): Placement | undefined {
  const { places } = question;
  const candidates = places.length > 1 ? [places, ...places.map(place => [place])] : [places];
  for (const candidate of candidates) {
    const lines = linesOf(candidate, question.branchLines);
    if (!lines || !shown.some(hunk => hunk.start <= lines.start && lines.end <= hunk.end)) continue;
    const text = replaced(question.branchLines, lines, candidate);
    const exact = isExact(text) && endsWithNewline(question, lines);
    return { ...lines, covered: candidate.length, ...(exact ? { suggestion: text } : {}) };
  }
  return undefined;
}

/** From the first to the last of the places; where the branch has no line there, a neighbour's line goes along. */
function linesOf(places: readonly ConflictPlace[], branchLines: readonly string[]): ShownLines | undefined {
  const [first, last] = [places[0], places.at(-1)];
  if (!first || !last) return undefined;
  if (first.start <= last.end) return { start: first.start, end: last.end };
  if (first.start > 1) return { start: first.start - 1, end: first.start - 1 };
  return branchLines.length > 0 ? { start: 1, end: 1 } : undefined;
}

function replaced(
  branchLines: readonly string[],
  { start, end }: ShownLines,
  places: readonly ConflictPlace[],
): string {
  const lines: string[] = [];
  let at = start;
  for (const place of places) {
    lines.push(...branchLines.slice(at - 1, place.start - 1), ...place.theirs);
    at = place.end + 1;
  }
  lines.push(...branchLines.slice(at - 1, end));
  return lines.map(line => `${line}\n`).join('');
}

const MOST_SUGGESTED = 20_000;

/** Whether Markdown carries the text as it is; a suggestion is committed by a click, so nothing in it may be masked. */
function isExact(text: string): boolean {
  if (text.length > MOST_SUGGESTED || text.includes('\r')) return false;
  return stripInvisible(text) === text && redactKnownShapes(text) === text;
}

/** A suggestion cannot take the last newline away or add it. */
function endsWithNewline({ branch, result, branchLines }: ConflictQuestion, { end }: ShownLines): boolean {
  if (end < branchLines.length) return true;
  return [branch, result].every(side => side.kind === 'text' && side.text.endsWith('\n'));
}
