import type { Octokit } from '@octokit/rest';
import type { FileContent } from '../../github/index.ts';

export interface Place {
  owner: string;
  repo: string;
}

/** A commit that a person makes through the API: `files` on top of `parent`, or alone. Gives its SHA. */
export async function commitFiles(
  client: Octokit,
  place: Place,
  files: Record<string, FileContent>,
  parent?: string,
): Promise<string> {
  const { git } = client.rest;
  const base = parent && (await git.getCommit({ ...place, commit_sha: parent })).data.tree.sha;
  const tree = await Promise.all(
    Object.entries(files).map(async ([path, file]) => {
      if (file === null) return { path, mode: '100644' as const, type: 'blob' as const, sha: null };
      const plain = typeof file === 'string' || file instanceof Uint8Array;
      const { mode, content } = plain ? { mode: '100644', content: file } : file;
      if (mode === '160000')
        return { path, mode: '160000' as const, type: 'commit' as const, sha: String(content) };
      const encoded = Buffer.from(content as string).toString('base64');
      const { data } = await git.createBlob({ ...place, content: encoded, encoding: 'base64' });
      return { path, mode: mode as '100644', type: 'blob' as const, sha: data.sha };
    }),
  );
  const made = await git.createTree({ ...place, tree, ...(base ? { base_tree: base } : {}) });
  const commit = { tree: made.data.sha, message: 'A push', parents: parent ? [parent] : [] };
  return (await git.createCommit({ ...place, ...commit })).data.sha;
}

/** Path → `mode content` (latin1) of everything on a branch; of a submodule the commit. */
export async function filesOf(
  client: Octokit,
  place: Place,
  branch: string,
): Promise<Record<string, string>> {
  const { data } = await client.rest.git.getTree({ ...place, tree_sha: branch, recursive: 'true' });
  const blobs = data.tree.filter(({ type }) => type === 'blob');
  const submodules = data.tree.filter(({ type }) => type === 'commit');
  const entries = await Promise.all(
    blobs.map(async ({ path = '', mode, sha = '' }) => {
      const blob = await client.rest.git.getBlob({ ...place, file_sha: sha });
      return [path, `${mode} ${Buffer.from(blob.data.content, 'base64').toString('latin1')}`] as const;
    }),
  );
  return Object.fromEntries([
    ...entries,
    ...submodules.map(({ path = '', mode, sha }) => [path, `${mode} ${sha}`] as const),
  ]);
}

const THREADS = `query ($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) { pullRequest(number: $number) { reviewThreads(first: 100) {
    nodes { id isResolved comments(first: 1) { nodes { databaseId } } } } } } }`;

interface Threads {
  repository: {
    pullRequest: {
      reviewThreads: {
        nodes: { id: string; isResolved: boolean; comments: { nodes: { databaseId: number }[] } }[];
      };
    };
  };
}

/** By the id of the comment that a thread starts with: its node id, and whether it is resolved. */
export async function threadStates(
  client: Octokit,
  place: Place & { number: number },
): Promise<Map<number, { id: string; resolved: boolean }>> {
  const { repository } = await client.graphql<Threads>(THREADS, { ...place });
  return new Map(
    repository.pullRequest.reviewThreads.nodes.map(({ id, isResolved, comments }) => [
      comments.nodes[0]?.databaseId ?? 0,
      { id, resolved: isResolved },
    ]),
  );
}

/** Presses Resolve; false where GitHub does not let this person. */
export async function resolveAs(client: Octokit, threadId: string): Promise<boolean> {
  const mutation =
    'mutation ($input: ResolveReviewThreadInput!) { resolveReviewThread(input: $input) { thread { id } } }';
  try {
    await client.graphql(mutation, { input: { threadId } });
    return true;
  } catch (error) {
    const refused = (error as { errors?: { type?: string }[] }).errors?.some(
      ({ type }) => type === 'FORBIDDEN',
    );
    if (refused) return false;
    throw error;
  }
}
