import type { RunOutcome } from '../../../shared/events.ts';
import { phaseWords } from '../../../shared/github/check-text.ts';
import { count, formatBytes } from '../../../shared/text/format.ts';
import type { Output } from '../output.ts';
import type { Follower } from './follow.ts';
import type { Entry } from './journal.ts';

const BAR = 24;
const MOST_NAMED = 20;
const VERBS = { upload: 'Uploading', download: 'Downloading', publish: 'Writing' } as const;

/** Shows a run on the terminal: its output as it comes, and below it how far it is. */
export function showRun(out: Output): Follower {
  return {
    async onOutput(_offset, bytes) {
      out.progress('');
      await out.write(bytes);
    },
    onEntry(entry) {
      if (entry.type === 'notice') out.note(out.paint('dim', entry.text, 'note'));
      else if (entry.type === 'phase') out.progress(entry.phase === 'execute' ? '' : `${phaseText(entry)} …`);
      else if (entry.type === 'progress') out.progress(progressText(entry));
    },
  };
}

function phaseText({ phase }: Extract<Entry, { type: 'phase' }>): string {
  return phaseWords(phase as Parameters<typeof phaseWords>[0]);
}

/** `Uploading [######······] 1.2 MB of 3.4 MB`. */
export function progressText({ step, doneBytes, totalBytes }: Extract<Entry, { type: 'progress' }>): string {
  if (!totalBytes) return `${VERBS[step]} ${formatBytes(doneBytes)}`;
  const filled = Math.min(BAR, Math.round((doneBytes / totalBytes) * BAR));
  const bar = '#'.repeat(filled) + '·'.repeat(BAR - filled);
  return `${VERBS[step]} [${bar}] ${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`;
}

const MARKS = {
  success: ['green', '✔'],
  failure: ['red', '✘'],
  timed_out: ['red', '✘'],
  cancelled: ['yellow', '■'],
  conflict: ['yellow', '⚠'],
  action_required: ['yellow', '⚠'],
} as const;

const SIGNS = { added: 'A', modified: 'M', deleted: 'D' } as const;

/** How the run ended, for people; on standard error, as the output of the command is the result. */
export function showOutcome(out: Output, outcome: RunOutcome): void {
  out.progress('');
  const [colour, mark] = MARKS[outcome.conclusion];
  out.note(`${out.paint(colour, mark, 'note')} ${outcome.title}`);
  for (const note of outcome.notes) out.note(`  ${note}`);
  for (const path of outcome.conflicts ?? [])
    out.note(`  ${out.paint('yellow', 'C', 'note')} ${shown(path)}`);
  const { changes } = outcome;
  for (const { status, path } of changes.slice(0, MOST_NAMED)) out.note(`  ${SIGNS[status]} ${shown(path)}`);
  if (changes.length > MOST_NAMED) out.note(`  and ${count(changes.length - MOST_NAMED, 'more file')}`);
}

/** A name on one line, whatever is in it. */
function shown(path: string): string {
  return /[\p{Cc}\p{Cf}]/u.test(path) ? JSON.stringify(path) : path;
}
