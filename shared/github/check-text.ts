import type { Conclusion, PipelinePhase, RunOutcome, TransferProgress, UsageSample } from '../events.ts';
import { headBytes, tailBytes } from '../text/cut.ts';
import { formatBytes, formatDuration } from '../text/format.ts';
import { redactKnownShapes } from '../text/known-shapes.ts';
import { fence, neutraliseMentions } from '../text/markdown.ts';
import { plainText, stripInvisible } from '../text/sanitize.ts';
import { changesTable, movedNote, notesText, paragraphs, prose, resultText, setting } from './result-text.ts';
import type { RunFacts } from './run-facts.ts';

/** GitHub's limit of `output.summary` and of `output.text`, in UTF-8 bytes. */
export const MAX_OUTPUT_BYTES = 65_535;
/** Titles have no documented limit; longer ones are cut in GitHub's lists anyway. */
const MAX_TITLE_BYTES = 200;

export interface CheckOutput {
  title: string;
  summary: string;
  text?: string;
}

/** What is known of a run's output and progress. */
export interface Progress {
  phase?: PipelinePhase;
  /** Of the newest transfer, whatever its step. */
  transfer?: TransferProgress;
  notices: readonly string[];
  /** The output's last bytes, redacted; where it begins, a line begins. */
  tail: Uint8Array;
  /** Bytes of output in all. */
  totalBytes: number;
  usage?: UsageSample;
  /** Milliseconds from the start to the end, once the run has ended. */
  elapsedMs?: number;
}

export type CheckConclusion = 'action_required' | 'cancelled' | 'failure' | 'success' | 'timed_out';

const CHECK_CONCLUSIONS: Record<Conclusion, CheckConclusion> = {
  success: 'success',
  failure: 'failure',
  cancelled: 'cancelled',
  timed_out: 'timed_out',
  conflict: 'action_required',
  action_required: 'action_required',
};

const PHASE_WORDS: Record<PipelinePhase, string> = {
  prepare: 'Getting the commit ready',
  connect: 'Starting the sandbox',
  upload: 'Uploading the commit',
  execute: 'Running',
  download: 'Collecting the result',
  reconcile: 'Merging the result',
  publish: 'Publishing the result',
  release: 'Removing the sandbox',
};

export function checkConclusion(conclusion: Conclusion): CheckConclusion {
  return CHECK_CONCLUSIONS[conclusion];
}

/** Words for a step, fit to begin a sentence. */
export function phaseWords(phase: PipelinePhase | undefined): string {
  return phase === undefined ? 'Starting' : PHASE_WORDS[phase];
}

/** Words for a step and how far it is, fit to begin a sentence. */
export function stepWords({ phase, transfer }: Pick<Progress, 'phase' | 'transfer'>): string {
  const words = phaseWords(phase);
  return transfer && transfer.step === phase ? `${words} (${transferWords(transfer)})` : words;
}

function transferWords({ doneBytes, totalBytes, doneFiles, totalFiles }: TransferProgress): string {
  const bytes = totalBytes === undefined ? formatBytes(doneBytes) : ofTotal(doneBytes, totalBytes);
  return doneFiles && totalFiles ? `${bytes}, ${doneFiles} of ${totalFiles} files` : bytes;
}

const ofTotal = (done: number, total: number) => `${formatBytes(done)} of ${formatBytes(total)}`;

export function queuedCheck(run: RunFacts): CheckOutput {
  return output('Waiting for its turn', paragraphs(asked(run), movedNote(run)));
}

/** The same progress gives the same text: no clock is read, so that an unchanged state can be told. */
export function runningCheck(run: RunFacts, progress: Progress): CheckOutput {
  const summary = paragraphs(
    asked(run),
    movedNote(run),
    notesText(progress.notices),
    usageText(progress.usage),
  );
  return output(stepWords(progress), summary, outputText(progress));
}

export function completedCheck(run: RunFacts, outcome: RunOutcome, progress: Progress): CheckOutput {
  const facts = [
    ...(progress.elapsedMs === undefined ? [] : [`took ${formatDuration(progress.elapsedMs)}`]),
    ...(outcome.exitCode === undefined ? [] : [`exit code ${outcome.exitCode}`]),
    `${formatBytes(progress.totalBytes)} of output`,
  ];
  const summary = paragraphs(
    prose(outcome.title),
    notesText(outcome.notes),
    resultText(run, outcome),
    changesTable(outcome.changes),
    `${asked(run)}; ${facts.join(', ')}.`,
    movedNote(run),
    notesText(progress.notices),
  );
  return output(outcome.title, summary, outputText(progress));
}

function asked(run: RunFacts): string {
  return `Run \`${run.id}\`, asked for by ${prose(run.requestedBy)}: ${setting(run)}`;
}

function usageText(usage: UsageSample | undefined): string {
  if (usage === undefined) return '';
  const disk = usage.diskBytes === undefined ? '' : `, disk ${formatBytes(usage.diskBytes)}`;
  return `CPU ${Math.round(usage.cpuPercent)} %, memory ${formatBytes(usage.memoryBytes)}${disk}`;
}

/** The output's tail in a fence; what is cut is said, and counted against the whole output. */
function outputText({ tail, totalBytes }: Progress): string | undefined {
  if (totalBytes === 0) return undefined;
  const text = redactKnownShapes(plainText(tail));
  const missing = totalBytes - tail.length;
  const intro =
    missing > 0 ? `The last ${formatBytes(tail.length)} of ${formatBytes(totalBytes)} of output:\n\n` : '';
  // The two fences grow with the longest run of backticks in the text: of what is too much, a third at least has to go.
  let room = MAX_OUTPUT_BYTES - Buffer.byteLength(intro) - 16;
  for (;;) {
    const whole = `${intro}${fence(tailBytes(text, room))}`;
    const excess = Buffer.byteLength(whole) - MAX_OUTPUT_BYTES;
    if (excess <= 0) return whole;
    room -= Math.ceil(excess / 3);
  }
}

function output(title: string, summary: string, text?: string): CheckOutput {
  const line = neutraliseMentions(redactKnownShapes(stripInvisible(title).replace(/\s+/g, ' ').trim()));
  return {
    title: headBytes(line, MAX_TITLE_BYTES),
    summary: headBytes(summary, MAX_OUTPUT_BYTES),
    ...(text === undefined ? {} : { text }),
  };
}
