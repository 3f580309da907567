import { SpeckitError } from '../errors.ts';
import type { Client, RepositoryName } from './client.ts';
import {
  entrySize,
  fileMode,
  inlineText,
  inOrder,
  MAX_CHUNK_BYTES,
  MAX_CHUNK_ENTRIES,
  type TreeChange,
  type TreeEntry,
} from './tree-plan.ts';

/** What becomes a commit: the changes from `parentTree` to `tree`. */
export interface ChangeSet<Change extends TreeChange = TreeChange> {
  /** The commit that the changes start from; it becomes the only parent. */
  parent: string;
  parentTree: string;
  /** The tree that must come out, as git made it. */
  tree: string;
  changes: readonly Change[];
  /** The new content of a changed file; for a symlink its target. */
  read(change: Change): Promise<Buffer>;
  /** Whether GitHub has the objects of `tree` already. */
  uploaded?: boolean;
}

export interface ObjectTarget extends RepositoryName {
  client: Client;
  signal: AbortSignal;
}

/** Blobs on their way at once. */
const PARALLEL_BLOBS = 6;

/**
 * Makes the commit's objects and returns the commit's id; no ref points to it yet. Author, committer and signature
 * are left to GitHub, which then signs it. Rejects with Octokit's errors.
 * @throws SpeckitError `internal` when GitHub's blob or tree is not the one expected.
 */
export async function createCommit<Change extends TreeChange>(
  target: ObjectTarget,
  set: ChangeSet<Change>,
  message: string,
): Promise<string> {
  const { client, owner, repo } = target;
  const tree = set.uploaded ? set.tree : await createTree(target, set);
  const { data } = await client.rest.git.createCommit({
    owner,
    repo,
    message,
    tree,
    parents: [set.parent],
    request: repeatable(target),
  });
  return data.sha;
}

async function createTree<Change extends TreeChange>(
  target: ObjectTarget,
  set: ChangeSet<Change>,
): Promise<string> {
  let base = set.parentTree;
  for (const group of inOrder(set.changes)) {
    for await (const chunk of chunks(target, set, group)) {
      base = await postTree(target, base, chunk);
    }
  }
  if (base !== set.tree) throw mismatch('tree', set.tree, base);
  return base;
}

async function postTree(target: ObjectTarget, base_tree: string, tree: TreeEntry[]): Promise<string> {
  const { client, owner, repo } = target;
  const { data } = await client.rest.git.createTree({
    owner,
    repo,
    base_tree,
    tree,
    request: repeatable(target),
  });
  return data.sha;
}

/** Reads a window of files at a time, so that a large result never is in memory as a whole. */
async function* chunks<Change extends TreeChange>(
  target: ObjectTarget,
  set: ChangeSet<Change>,
  group: readonly Change[],
): AsyncGenerator<TreeEntry[]> {
  let chunk: TreeEntry[] = [];
  let bytes = 0;
  for (let at = 0; at < group.length; at += PARALLEL_BLOBS) {
    target.signal.throwIfAborted();
    const window = group.slice(at, at + PARALLEL_BLOBS);
    for (const entry of await Promise.all(window.map(change => toEntry(target, set, change)))) {
      const size = entrySize(entry);
      if (chunk.length >= MAX_CHUNK_ENTRIES || (chunk.length > 0 && bytes + size > MAX_CHUNK_BYTES)) {
        yield chunk;
        chunk = [];
        bytes = 0;
      }
      chunk.push(entry);
      bytes += size;
    }
  }
  if (chunk.length > 0) yield chunk;
}

async function toEntry<Change extends TreeChange>(
  target: ObjectTarget,
  set: ChangeSet<Change>,
  change: Change,
): Promise<TreeEntry> {
  const { path } = change;
  if (change.status === 'deleted') return { path, mode: '100644', type: 'blob', sha: null };
  const mode = fileMode(change);
  const bytes = await set.read(change);
  const content = inlineText(bytes);
  if (content !== undefined) return { path, mode, type: 'blob', content };
  const { client, owner, repo } = target;
  const { data } = await client.rest.git.createBlob({
    owner,
    repo,
    content: bytes.toString('base64'),
    encoding: 'base64',
    request: repeatable(target),
  });
  if (data.sha !== change.oid) throw mismatch(`file ${path}`, change.oid, data.sha);
  return { path, mode, type: 'blob', sha: data.sha };
}

/** Objects are named by their content: making one twice makes it once. */
function repeatable({ signal }: ObjectTarget): { signal: AbortSignal; repeatable: true } {
  return { signal, repeatable: true };
}

function mismatch(what: string, expected: string, made: string): SpeckitError {
  return new SpeckitError(
    'internal',
    `GitHub's ${what} is not the one of the result, so nothing was committed.`,
    {
      hint: 'Use `/speckit retry`; if it happens again, tell the operator the id of this run.',
      cause: new Error(`expected ${expected}, GitHub made ${made}`),
    },
  );
}
