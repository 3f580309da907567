import type { RunOutcome } from '../events.ts';

export interface Excluded {
  /** Files of the repository that were not sent. */
  sent: number;
  /** Files of the command that were not taken back. */
  back: number;
}

/** The outcome with a note on what `exclude` kept out, if it did. */
export function withExcluded(outcome: RunOutcome, { sent, back }: Excluded): RunOutcome {
  const parts = [
    ...(sent > 0 ? [`${files(sent)} of the repository out of the sandbox`] : []),
    ...(back > 0 ? [`${files(back)} of the command out of the result`] : []),
  ];
  if (parts.length === 0) return outcome;
  return { ...outcome, notes: [...outcome.notes, `\`exclude\` kept ${parts.join(' and ')}.`] };
}

const files = (count: number) => (count === 1 ? '1 file' : `${count} files`);
