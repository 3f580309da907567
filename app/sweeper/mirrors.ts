import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { sweepHandovers } from '../../shared/pipeline/handover.ts';
import { openMirror } from '../../shared/sync/mirror.ts';
import type { Log } from '../log.ts';
import { type Rounds, startRounds } from '../rounds.ts';
import { liveHeads } from '../store/live-heads.ts';
import type { Sql } from '../store/sql.ts';
import { handoverFolder, mirrorsFolder } from '../worker/open-repository.ts';

export interface MirrorSweeperOptions {
  dataDir: string;
  sql: Sql;
  log: Pick<Log, 'info' | 'warn'>;
  /** Between two looks; default an hour. */
  everyMs?: number;
  /** A commit that nothing has asked for in so long is forgotten; default a day and a half, longer than any run. */
  unusedMs?: number;
}

export type MirrorSweeper = Rounds<[]>;

const EVERY_MS = 3_600_000;
const UNUSED_MS = 36 * 3_600_000;

/**
 * Keeps the mirrors of this machine from growing: regularly lets go of commits that no run needs any more, and of what
 * broken-off uploads have left of their packs.
 */
export function startMirrorSweeper(options: MirrorSweeperOptions): MirrorSweeper {
  const { log, everyMs = EVERY_MS } = options;
  const sweep = async (stop: AbortSignal) => {
    for (const name of await mirrorNames(options.dataDir)) {
      if (stop.aborted) return;
      await sweepMirror(name, options).catch(error =>
        log.warn({ repository: name, err: error }, 'a mirror could not be cleaned; tried again'),
      );
    }
  };
  const sweepAll = async (stop: AbortSignal) => {
    await sweep(stop);
    await sweepHandovers(handoverFolder(options.dataDir));
  };
  const onError = (error: unknown) => log.warn({ err: error }, 'mirrors could not be cleaned; tried again');
  // Git must not go on in a folder that may be removed next.
  return startRounds(sweepAll, { everyMs, regular: [], toTheEnd: true, onError });
}

async function sweepMirror(
  name: string,
  { dataDir, sql, log, unusedMs = UNUSED_MS }: MirrorSweeperOptions,
): Promise<void> {
  const mirror = await openMirror(path.join(mirrorsFolder(dataDir), name));
  const live = await liveHeads(sql, Number(name));
  const unused = (await mirror.unused(unusedMs)).filter(commit => !live.has(commit));
  if (unused.length === 0) return;
  await mirror.release(unused);
  log.info({ repository: name, commits: unused.length }, 'a mirror let go of commits that nobody needs');
}

/** Ids of the repositories of which there is one. */
async function mirrorNames(dataDir: string): Promise<string[]> {
  const names = await readdir(mirrorsFolder(dataDir)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter(name => /^\d+$/.test(name));
}
