import { SpeckitError } from '../errors.ts';
import type { Client, RepositoryName } from './client.ts';
import { graphqlErrorTypes, isOutage, isRateLimit, statusOf } from './github-error.ts';

export interface RefTarget extends RepositoryName {
  client: Client;
  signal: AbortSignal;
}

const UPDATE_REFS = `mutation ($repositoryId: ID!, $refUpdates: [RefUpdate!]!) {
  updateRefs(input: { repositoryId: $repositoryId, refUpdates: $refUpdates }) { clientMutationId }
}`;

/** A swap can be tried again as long as the branch still is where it was. */
const SWAP_TRIES = 3;

/** GraphQL is absent (an old or restricted server), or has no `updateRefs` yet. */
const NOT_SERVED_STATUS = [404, 405, 410, 501];
const NOT_SERVED_TYPES = ['undefinedField', 'undefinedType', 'argumentNotAccepted'];

/** The commit that `ref` (`heads/…`, `speckit/…`) points to; `undefined` if there is no such ref. */
export async function readRef(target: RefTarget, ref: string): Promise<string | undefined> {
  const { client, owner, repo, signal } = target;
  try {
    const { data } = await client.rest.git.getRef({ owner, repo, ref, request: { signal } });
    return data.object.sha;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** What became of an attempt to move a branch; `refused` carries GitHub's error. */
export type SwapResult =
  | { kind: 'swapped' }
  | { kind: 'moved'; to: string }
  | { kind: 'gone' }
  | { kind: 'refused'; error: unknown };

/**
 * Moves `branch` from `before` to `after` if it still is at `before`: atomically through GraphQL, else as a
 * fast-forward through REST. Rejects with Octokit's errors for outages and rate limits.
 */
export async function swapBranch(
  target: RefTarget,
  branch: string,
  before: string,
  after: string,
): Promise<SwapResult> {
  const { client, owner, repo, signal } = target;
  const { data: repository } = await client.rest.repos.get({ owner, repo, request: { signal } });
  for (let tries = 1; ; tries++) {
    try {
      await moveBranch(target, repository.node_id, branch, before, after);
      return { kind: 'swapped' };
    } catch (error) {
      signal.throwIfAborted();
      // The ref itself tells what happened: errors name no reason that code can rely on, and a lost answer names none.
      const now = await readRef(target, `heads/${branch}`);
      if (now === after) return { kind: 'swapped' };
      if (now === undefined) return { kind: 'gone' };
      if (now !== before) return { kind: 'moved', to: now };
      if (isRateLimit(error)) throw error;
      if (!isOutage(error)) return { kind: 'refused', error };
      if (tries === SWAP_TRIES) throw error;
    }
  }
}

/** Points a ref of ours at `sha`, creating it or moving it from wherever it is. `ref` begins with `refs/`. */
export async function putRef(target: RefTarget, ref: string, sha: string): Promise<void> {
  const { client, owner, repo, signal } = target;
  const short = ref.replace(/^refs\//, '');
  if ((await readRef(target, short)) === undefined) {
    try {
      await client.rest.git.createRef({ owner, repo, ref, sha, request: { signal } });
      return;
    } catch (error) {
      // Its answer was lost, or another attempt was faster: then it is there now.
      if ((await readRef(target, short)) === undefined) throw error;
    }
  }
  await client.rest.git.updateRef({ owner, repo, ref: short, sha, force: true, request: { signal } });
}

/** Removes a ref of ours; one that is gone is fine. `ref` begins with `refs/`. */
export async function dropRef(target: RefTarget, ref: string): Promise<void> {
  const { client, owner, repo, signal } = target;
  const short = ref.replace(/^refs\//, '');
  try {
    // What is gone cannot be removed again, so this may be repeated.
    const request = { signal, repeatable: true };
    await client.rest.git.deleteRef({ owner, repo, ref: short, request });
  } catch (error) {
    signal.throwIfAborted();
    // Also when only the answer was lost.
    if ((await readRef(target, short)) !== undefined) throw error;
  }
}

async function moveBranch(
  target: RefTarget,
  repositoryId: string,
  branch: string,
  before: string,
  after: string,
): Promise<void> {
  const { client, owner, repo, signal } = target;
  const request = { signal };
  const refUpdates = [{ name: `refs/heads/${branch}`, beforeOid: before, afterOid: after, force: false }];
  try {
    await client.graphql(UPDATE_REFS, { repositoryId, refUpdates, request });
  } catch (error) {
    if (!isNotServed(error)) throw error;
    // A fast-forward from an older commit would pass too, so the branch is looked at first.
    if ((await readRef(target, `heads/${branch}`)) !== before) throw error;
    await client.rest.git.updateRef({
      owner,
      repo,
      ref: `heads/${branch}`,
      sha: after,
      force: false,
      request,
    });
  }
}

function isNotServed(error: unknown): boolean {
  const status = statusOf(error);
  if (status !== undefined && NOT_SERVED_STATUS.includes(status)) return true;
  return graphqlErrorTypes(error).some(type => NOT_SERVED_TYPES.includes(type));
}

/** The error for a branch that is not there. */
export function branchGone(branch: string): SpeckitError {
  return new SpeckitError('missing', `The branch \`${branch}\` does not exist any more.`, {
    hint: 'Restore it (the pull request has a button for that), then use `/speckit retry`.',
  });
}
