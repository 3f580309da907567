import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isSpeckitError } from '../../shared/errors.ts';
import { type Mirror, openMirror } from '../../shared/sync/mirror.ts';
import type { AppContext, Repository } from '../context.ts';

/** Where the mirrors are, each under its repository's id. */
export const mirrorsFolder = (dataDir: string) => path.join(dataDir, 'mirrors');

/** Where sandboxes of this machine are handed large snapshots. */
export const handoverFolder = (dataDir: string) => path.join(dataDir, 'handover');

/** Between two tries to fetch. */
const PAUSES_MS = [500, 2_000, 5_000, 15_000, 30_000];

/** The mirror of a repository, and how commits come into it. */
export async function openRepository(
  { github, dataDir }: Pick<AppContext, 'github' | 'dataDir'>,
  repository: Repository,
): Promise<{ mirror: Mirror; fetch(commit: string, signal: AbortSignal): Promise<void> }> {
  const { owner, repo, repositoryId } = repository;
  const mirror = await openMirror(path.join(mirrorsFolder(dataDir), String(repositoryId)));
  const token = github.gitToken(repository, 'fetch');
  const url = `${github.endpoints.server}/${owner}/${repo}.git`;
  return {
    mirror,
    async fetch(commit, signal) {
      for (let tries = 0; ; tries++) {
        try {
          return await mirror.fetch({ url, token: await token(), commit, signal });
        } catch (error) {
          signal.throwIfAborted();
          const wait = PAUSES_MS[tries];
          if (!isSpeckitError(error) || !error.retryable || wait === undefined) throw error;
          await pause(wait, undefined, { signal });
        }
      }
    },
  };
}
