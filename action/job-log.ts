import { randomUUID } from 'node:crypto';
import { endGroup, error, info, notice, startGroup, warning } from '@actions/core';
import type { RunEvent } from '../shared/events.ts';
import { phaseWords } from '../shared/github/check-text.ts';
import { formatBytes } from '../shared/text/format.ts';

const LINE_FEED = 0x0a;

/** The job's log: our own lines, progress and warnings as annotations, and the command's output between. */
export interface JobLog {
  hear(event: RunEvent): void;
  info(text: string): void;
  notice(text: string): void;
  /** Says the same only once. */
  warn(text: string): void;
  error(text: string): void;
  /** Shows at most so many bytes of output from now on; without it all of it. */
  limit(bytes: number): void;
  /** Ends an open group; output after it opens another one. */
  close(): void;
}

/**
 * Writes the output into a group of its own as it comes, where no line of it is a workflow command: the runner is told
 * to ignore commands up to a token that nobody can guess.
 */
export function openJobLog(): JobLog {
  const said = new Set<string>();
  let token: string | undefined;
  let atLineStart = true;
  let shown = 0;
  let told = false;
  let cap = Number.POSITIVE_INFINITY;

  const openOutput = () => {
    if (token !== undefined) return;
    startGroup('Output of the command');
    token = randomUUID();
    raw(`::stop-commands::${token}\n`);
    atLineStart = true;
  };
  const close = () => {
    if (token === undefined) return;
    if (!atLineStart) raw('\n');
    raw(`::${token}::\n`);
    token = undefined;
    endGroup();
  };
  const between = (say: () => void) => {
    close();
    say();
  };
  const warn = (text: string) => {
    if (said.has(text)) return;
    said.add(text);
    between(() => warning(text));
  };
  const output = (bytes: Uint8Array) => {
    const room = Math.max(0, cap - shown);
    shown += bytes.length;
    const part = bytes.subarray(0, room);
    if (part.length > 0) {
      openOutput();
      process.stdout.write(part);
      atLineStart = part.at(-1) === LINE_FEED;
    }
    if (part.length === bytes.length || told) return;
    told = true;
    between(() => info(`What comes after the first ${formatBytes(cap)} of output is not shown here.`));
  };

  return {
    hear(event) {
      if (event.type === 'output') output(event.bytes);
      // GitHub shows ten annotations of a kind for a step; there are eight steps of a run, and its end.
      else if (event.type === 'phase') between(() => notice(`${phaseWords(event.phase)} …`));
      else if (event.type === 'notice') warn(event.text);
    },
    info: text => between(() => say(text)),
    notice: text => between(() => notice(text)),
    warn,
    error: text => between(() => error(text)),
    limit(bytes) {
      cap = bytes;
    },
    close,
  };
}

/** Our own lines quote what comes from elsewhere, and the runner looks for its commands in every line. */
function say(text: string): void {
  if (!/::|##\[/.test(text)) {
    info(text);
    return;
  }
  const token = randomUUID();
  raw(`::stop-commands::${token}\n`);
  info(text);
  raw(`::${token}::\n`);
}

function raw(text: string): void {
  process.stdout.write(text);
}
