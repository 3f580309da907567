import { open, readFile } from 'node:fs/promises';
import { phaseWords } from '../../../shared/github/check-text.ts';
import { formatBytes, formatDuration } from '../../../shared/text/format.ts';
import { plainText } from '../../../shared/text/sanitize.ts';
import type { Context } from '../command.ts';
import type { Entry } from './journal.ts';
import type { RunRecord } from './record.ts';
import { isTended, runFiles } from './store.ts';

/** `ended`, with a conclusion; `untended`: nobody follows its command, which may go on in its sandbox. */
export type RunState = 'running' | 'untended' | 'ended';

export async function stateOf(
  { folders }: Pick<Context, 'folders'>,
  { id, outcome }: Pick<RunRecord, 'id' | 'outcome'>,
): Promise<RunState> {
  if (outcome) return 'ended';
  return (await isTended(folders, id)) ? 'running' : 'untended';
}

/** The state in a few words. */
export function stateWords(
  state: RunState,
  { outcome, phase }: Pick<RunRecord, 'outcome' | 'phase'>,
): string {
  if (outcome) return outcome.conclusion.replace('_', ' ');
  if (state === 'untended') return 'left alone';
  return phase ? phaseWords(phase).toLowerCase() : 'starting';
}

/** Milliseconds from the request to the end, or to now. */
export function elapsedMs({ createdAt, endedAt }: RunRecord, now = Date.now()): number {
  return (endedAt === undefined ? now : Date.parse(endedAt)) - Date.parse(createdAt);
}

export const elapsedText = (record: RunRecord) => formatDuration(elapsedMs(record));

/** What the sandbox used when it was last looked at. */
export async function lastUsage(
  { folders }: Pick<Context, 'folders'>,
  id: string,
): Promise<Extract<Entry, { type: 'usage' }>['sample'] | undefined> {
  const text = await readFile(runFiles(folders, id).events, 'utf8');
  const line = text.split('\n').findLast(entry => entry.startsWith('{"type":"usage"'));
  return line === undefined ? undefined : (JSON.parse(line) as Extract<Entry, { type: 'usage' }>).sample;
}

export function usageText({
  cpuPercent,
  memoryBytes,
  diskBytes,
}: NonNullable<Awaited<ReturnType<typeof lastUsage>>>) {
  const disk = diskBytes === undefined ? '' : `, ${formatBytes(diskBytes)} on disk`;
  return `${Math.round(cpuPercent)} % of a core, ${formatBytes(memoryBytes)} of memory${disk}`;
}

const TAIL_BYTES = 64 * 1024;

/** The last lines of the output, as plain text. */
export async function lastLines(
  { folders }: Pick<Context, 'folders'>,
  id: string,
  most: number,
): Promise<string[]> {
  await using file = await open(runFiles(folders, id).output);
  const { size } = await file.stat();
  const start = Math.max(0, size - TAIL_BYTES);
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(size - start), position: start });
  const lines = plainText(buffer.subarray(0, bytesRead)).replace(/\n$/, '').split('\n');
  return lines.length === 1 && lines[0] === '' ? [] : lines.slice(-most);
}
