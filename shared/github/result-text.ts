import type { ChangedFile, RunOutcome } from '../events.ts';
import { headBytes } from '../text/cut.ts';
import { count, shortSha } from '../text/format.ts';
import { redactKnownShapes } from '../text/known-shapes.ts';
import { code, codeCell, sentence } from '../text/markdown.ts';
import type { RunFacts } from './run-facts.ts';

/** So many changed files are listed one by one; the rest is counted. */
const LISTED_FILES = 50;
const LISTED_NOTES = 20;
/** And never more than this of one list, in characters, so that the parts together stay under GitHub's limits. */
const LIST_LENGTH = 12_000;
const PROSE_BYTES = 2000;

/** A sentence of ours, where backticks mark code, as safe Markdown: cut when long, and nothing that looks like a credential. */
export function prose(text: string): string {
  const cut = headBytes(text, PROSE_BYTES);
  return sentence(redactKnownShapes(cut === text ? text : `${cut}…`));
}

/** `driver docker, profile default, agent claude, on abc1234`, each part as code. */
export function setting(run: RunFacts): string {
  const parts = [`driver ${code(run.driver)}`, `profile ${code(run.profile)}`];
  if (run.agent !== undefined) parts.push(`agent ${code(run.agent)}`);
  if (run.feature !== undefined) parts.push(`feature ${code(run.feature)}`);
  return `${parts.join(', ')}, on ${commitLink(run, run.headSha)}`;
}

/** A sentence for a head that moved between request and start; empty if it did not. */
export function movedNote(run: RunFacts): string {
  if (run.requestedSha === undefined || run.requestedSha === run.headSha) return '';
  return `The branch moved since the request: this runs on ${commitLink(run, run.headSha)} instead of ${commitLink(run, run.requestedSha)}.`;
}

export function commitLink(run: RunFacts, sha: string): string {
  return `[${code(shortSha(sha))}](${run.repositoryUrl}/commit/${sha})`;
}

/** The changed files as a table, cut sensibly; empty without changes. */
export function changesTable(changes: readonly ChangedFile[]): string {
  if (changes.length === 0) return '';
  const rows = listed(
    ordinaryFirst(changes),
    LISTED_FILES,
    ({ path, status }) => `| ${codeCell(redactKnownShapes(path))} | ${status} |`,
  );
  const more = changes.length - rows.length;
  if (more > 0) rows.push(`| … and ${count(more, 'more file')} | |`);
  return [`| ${count(changes.length, 'file')} changed | |`, '| --- | --- |', ...rows].join('\n');
}

/** What tools keep in hidden folders comes last: people look for the rest, and long tables are cut. */
function ordinaryFirst(changes: readonly ChangedFile[]): ChangedFile[] {
  const [hidden, ordinary] = [true, false].map(want =>
    changes.filter(({ path }) => path.startsWith('.') === want),
  );
  return [...(ordinary ?? []), ...(hidden ?? [])];
}

/** What became of the result: the commit, or the kept ref with how to get it. */
export function resultText(run: RunFacts, outcome: RunOutcome): string {
  const parts: string[] = [];
  if (outcome.commitSha !== undefined) parts.push(`Committed as ${commitLink(run, outcome.commitSha)}.`);
  const conflicts = outcome.conflicts ?? [];
  if (conflicts.length > 0) {
    const paths = listed(conflicts, LISTED_NOTES, path => `- ${code(redactKnownShapes(path))}`);
    const more = conflicts.length - paths.length;
    if (more > 0) paths.push(`- … and ${count(more, 'more file')}`);
    parts.push(`The branch and this run both changed:\n\n${paths.join('\n')}`);
  }
  if (outcome.resultRef !== undefined) parts.push(keptText(run, outcome.resultRef));
  return parts.join('\n\n');
}

/** The outcome's notes as a list. */
export function notesText(notes: readonly string[]): string {
  const items = listed(notes, LISTED_NOTES, note => `- ${prose(note)}`);
  if (notes.length > items.length) items.push(`- … and ${count(notes.length - items.length, 'more note')}`);
  return items.join('\n');
}

/** Joins what is not empty by blank lines. */
export function paragraphs(...parts: readonly string[]): string {
  return parts.filter(part => part !== '').join('\n\n');
}

function keptText(run: RunFacts, ref: string): string {
  return `The result is kept on ${code(ref)}. To get it:\n\n\`\`\`sh\ngit fetch ${run.repositoryUrl}.git ${ref}\ngit show FETCH_HEAD\n\`\`\``;
}

/** The lines of the first items that fit `most` and the length of a list. */
function listed<T>(items: readonly T[], most: number, line: (item: T) => string): string[] {
  const lines: string[] = [];
  let length = 0;
  for (const item of items.slice(0, most)) {
    const next = line(item);
    length += next.length + 1;
    if (length > LIST_LENGTH) break;
    lines.push(next);
  }
  return lines;
}
