import { formatBytes } from './format.ts';

/**
 * The end of `text` in at most `maxBytes` UTF-8 bytes, cut at the beginning of a line (of a character, where the
 * last line alone is too long), under a line that says how much is missing. Shorter text comes back unchanged.
 */
export function tailBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  const room = maxBytes - noteRoom(bytes.length);
  if (room <= 0) return headBytes(text, maxBytes);
  const tail = lastBytes(bytes, room);
  return `${note(bytes.length - tail.length)}\n${tail.toString()}`;
}

/** Beginning and end of `text` in at most `maxBytes` UTF-8 bytes, `headShare` (0…1) of it for the beginning. */
export function headAndTail(text: string, maxBytes: number, headShare = 0.25): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  const room = maxBytes - noteRoom(bytes.length) - 1;
  if (room <= 0) return headBytes(text, maxBytes);
  const head = firstBytes(bytes, Math.floor(room * headShare));
  const tail = lastBytes(bytes, room - head.length);
  const border = head.length === 0 || head.at(-1) === LINE_FEED ? '' : '\n';
  return `${head}${border}${note(bytes.length - head.length - tail.length)}\n${tail}`;
}

/** As much of the beginning of `text` as fits `maxBytes` UTF-8 bytes, cut between characters, without a note. */
export function headBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  return bytes.length <= maxBytes ? text : bytes.subarray(0, characterBorder(bytes, maxBytes)).toString();
}

const LINE_FEED = 0x0a;

const note = (missing: number) => `[… ${formatBytes(missing)} left out …]`;

/** The note's length depends on what is cut; `all` bytes is the most that can be. */
const noteRoom = (all: number) => Buffer.byteLength(note(all)) + 4;

function lastBytes(bytes: Buffer, room: number): Buffer {
  let start = bytes.length - room;
  while (start < bytes.length && isContinuation(bytes, start)) start++;
  if (start === 0 || bytes[start - 1] === LINE_FEED) return bytes.subarray(start);
  const line = bytes.indexOf(LINE_FEED, start) + 1;
  return bytes.subarray(line > 0 && line < bytes.length ? line : start);
}

function firstBytes(bytes: Buffer, room: number): Buffer {
  const line = room === 0 ? -1 : bytes.lastIndexOf(LINE_FEED, room - 1);
  return bytes.subarray(0, line >= 0 ? line + 1 : characterBorder(bytes, room));
}

function characterBorder(bytes: Buffer, from: number): number {
  let border = from;
  while (border > 0 && isContinuation(bytes, border)) border--;
  return border;
}

function isContinuation(bytes: Buffer, index: number): boolean {
  return ((bytes[index] ?? 0) & 0xc0) === 0x80;
}
