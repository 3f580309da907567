import path from 'node:path';
import { type Mirror, openMirror } from '../../shared/sync/mirror.ts';
import type { AppContext, Repository } from '../context.ts';

/** Where the mirrors are, each under its repository's id. */
export const mirrorsFolder = (dataDir: string) => path.join(dataDir, 'mirrors');

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
    fetch: async (commit, signal) => mirror.fetch({ url, token: await token(), commit, signal }),
  };
}
