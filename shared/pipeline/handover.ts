import { chmod, mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Sandbox } from '../drivers/types.ts';
import type { Snapshot } from '../sync/pack.ts';
import type { PipelinePorts } from './types.ts';

/**
 * A snapshot from here on is handed over to a sandbox of this machine. Below it a stream takes hardly longer, and a
 * sandbox that shares nothing with its machine is simpler to trust.
 */
export const HANDOVER_BYTES = 16 * 1024 * 1024;

export interface HandoverInput {
  run: { id: string; attempt: number };
  ports: Pick<PipelinePorts, 'handover' | 'warn'>;
  snapshot: Pick<Snapshot, 'bytes'>;
}

/**
 * Makes a sandbox with a folder through which it may be handed the snapshot; the folder is empty except during an upload.
 * It stays, empty, as long as the sandbox: an engine looks for it whenever it carries a file in or out.
 */
export async function withHandover<Made extends Sandbox>(
  input: HandoverInput,
  create: (handover: string | undefined) => Promise<Made>,
): Promise<{ sandbox: Made; handover?: string }> {
  const folder = await makeFolder(input);
  if (folder === undefined) return { sandbox: await create(undefined) };
  let taken = false;
  try {
    const sandbox = await create(folder);
    taken = sandbox.handover !== undefined;
    return { sandbox, ...(taken && { handover: folder }) };
  } finally {
    if (!taken) await rm(folder, { recursive: true, force: true });
  }
}

async function makeFolder({ run, ports, snapshot }: HandoverInput): Promise<string | undefined> {
  const { dir, fromBytes = HANDOVER_BYTES } = ports.handover ?? {};
  if (dir === undefined || snapshot.bytes < fromBytes) return undefined;
  const folder = path.join(dir, `${run.id}-${run.attempt}`);
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await removeEarlier(dir, run.id);
    await mkdir(folder);
    // The user inside is another one than here, whatever our umask says.
    await chmod(folder, 0o755);
    return folder;
  } catch (cause) {
    ports.warn('The snapshot cannot be handed over, so it is streamed.', cause);
    return undefined;
  }
}

/** Earlier attempts of a run that begins anew have nothing that is still used. */
async function removeEarlier(dir: string, runId: string): Promise<void> {
  const earlier = (await readdir(dir)).filter(name => name.startsWith(`${runId}-`));
  for (const name of earlier) await rm(path.join(dir, name), { recursive: true, force: true });
}

const DAY_MS = 24 * 3_600_000;

/**
 * Removes what uploads have left in `dir` that broke off with their process, once it is older than a day; no sandbox of
 * such an upload is used again. An empty folder may belong to a sandbox that is kept, and goes with it.
 */
export async function sweepHandovers(dir: string, olderMs = DAY_MS): Promise<void> {
  for (const name of await namesIn(dir)) {
    const folder = path.join(dir, name);
    const old = Date.now() - ((await stat(folder).catch(nothing))?.mtimeMs ?? Date.now()) > olderMs;
    if (old && (await namesIn(folder)).length > 0) await rm(folder, { recursive: true, force: true });
  }
}

const namesIn = async (dir: string) => (await readdir(dir).catch(nothing)) ?? [];

function nothing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
