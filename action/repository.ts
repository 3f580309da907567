import path from 'node:path';
import { type Mirror, openMirror } from '../shared/sync/mirror.ts';
import type { Action } from './action.ts';

/** The job's mirror of the repository, and how commits come into it. */
export async function openRepository({
  env,
  inputs,
  folder,
}: Pick<Action, 'env' | 'inputs' | 'folder'>): Promise<{
  mirror: Mirror;
  fetch(commit: string, signal: AbortSignal): Promise<void>;
}> {
  const mirror = await openMirror(path.join(folder, 'mirror'));
  const url = `${env.endpoints.server}/${env.owner}/${env.repo}.git`;
  return { mirror, fetch: (commit, signal) => mirror.fetch({ url, token: inputs.token, commit, signal }) };
}
