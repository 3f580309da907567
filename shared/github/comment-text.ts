import type { SpeckitError } from '../errors.ts';
import type { Conclusion, PipelinePhase, RunOutcome, TransferProgress } from '../events.ts';
import { formatDuration } from '../text/format.ts';
import { code, neutraliseMentions } from '../text/markdown.ts';
import { stepWords } from './check-text.ts';
import { askedText } from './conflict-text.ts';
import { changesTable, movedNote, notesText, paragraphs, prose, resultText, setting } from './result-text.ts';
import type { RunFacts } from './run-facts.ts';

/** GitHub's limit of a comment, in characters. */
export const MAX_COMMENT_LENGTH = 65_536;

/** Where the details are; each part only once it is known. */
export interface Links {
  /** Page of the check run on GitHub. */
  check?: string;
  /** Page of the run on our server. */
  page?: string;
}

const HEADLINES: Record<Conclusion, string> = {
  success: '✅ **NAME succeeded**',
  failure: '❌ **NAME failed**',
  cancelled: '🚫 **NAME was cancelled**',
  timed_out: '⏱️ **NAME ran out of time**',
  conflict: '⚠️ **NAME succeeded, but its result conflicts with the branch**',
  action_required: '✋ **NAME needs you**',
};

/** The line that finds a run's status comment again; GitHub does not show it. */
export function commentMarker(runId: string): string {
  return `<!-- speckit-remote run=${runId} -->`;
}

const MEMO = /^<!-- speckit-remote memo=([\w-]+) -->$/m;

function memoMarker(memo: string): string {
  return `<!-- speckit-remote memo=${memo} -->`;
}

/** The memo that a status comment of ours hides, if it has one. */
export function parseMemo(body: string): string | undefined {
  return MEMO.exec(body)?.[1];
}

/** @param ahead How many runs come before this one; unknown if absent. */
export function queuedComment(run: RunFacts, links: Links = {}, ahead?: number): string {
  const place = ahead === undefined || ahead === 0 ? '' : `, ${ahead} before it`;
  return comment(
    run,
    `⏳ **${code(run.phase)} is waiting for its turn**${place}`,
    movedNote(run),
    footer(run, links),
  );
}

export function runningComment(
  run: RunFacts,
  links: Links = {},
  state: { phase?: PipelinePhase; transfer?: TransferProgress; notices?: readonly string[] } = {},
): string {
  return comment(
    run,
    `🏃 **${code(run.phase)} is running**: ${stepWords(state).replace(/^./, first => first.toLowerCase())}`,
    movedNote(run),
    notesText(state.notices ?? []),
    footer(run, links),
    `\`/speckit cancel ${run.id}\` ends it.`,
  );
}

export function endedComment(
  run: RunFacts,
  outcome: RunOutcome,
  details: { links?: Links; elapsedMs?: number; notices?: readonly string[] } = {},
): string {
  const took = details.elapsedMs === undefined ? '' : ` after ${formatDuration(details.elapsedMs)}`;
  return comment(
    run,
    `${HEADLINES[outcome.conclusion].replace('NAME', () => code(run.phase))}${took}`,
    prose(outcome.title),
    notesText(outcome.notes),
    // The list of what was asked names the paths, with where to answer.
    resultText(run, outcome.asked ? { ...outcome, conflicts: [] } : outcome),
    askedText(run, outcome.asked ?? []),
    changesTable(outcome.changes),
    movedNote(run),
    notesText(details.notices ?? []),
    footer(run, details.links ?? {}),
    outcome.conclusion === 'success' ? '' : `\`/speckit retry ${run.id}\` runs it again.`,
  );
}

/** The answer to a command that is not carried out: what is wrong and what to do. */
export function refusalComment(error: SpeckitError): string {
  return cut(
    paragraphs(`⚠️ ${prose(error.message)}`, prose(error.hint), '`/speckit help` lists the commands.'),
  );
}

/** A reply with Markdown of ours, such as the help text, made safe against mentions and cut to GitHub's limit. */
export function replyComment(markdown: string): string {
  return cut(neutraliseMentions(markdown));
}

function comment(run: RunFacts, ...parts: readonly string[]): string {
  const memo = run.memo === undefined ? '' : `${memoMarker(run.memo)}\n`;
  return cut(`${commentMarker(run.id)}\n${memo}${paragraphs(...parts)}`);
}

function footer(run: RunFacts, links: Links): string {
  const pages = [
    ...(links.check === undefined ? [] : [`[output](${links.check})`]),
    ...(links.page === undefined ? [] : [`[live page](${links.page})`]),
  ];
  const line = [`Run \`${run.id}\` for ${prose(run.requestedBy)}: ${setting(run)}`, ...pages].join(' · ');
  return `<sub>${line}</sub>`;
}

function cut(text: string): string {
  if (text.length <= MAX_COMMENT_LENGTH) return text;
  // A pair of surrogates must not be cut in the middle.
  return `${text
    .slice(0, MAX_COMMENT_LENGTH - 1)
    .toWellFormed()
    .replace(/\ufffd$/, '')}…`;
}
