import { SpeckitError } from '../errors.ts';

/** One difference between the parent's tree and the result; `mode` and `oid` are those of the new side. */
export interface TreeChange {
  /** Relative to the repository's root. */
  path: string;
  status: 'added' | 'modified' | 'deleted';
  /** `100644`, `100755` or `120000`; not read for a deletion. */
  mode: string;
  /** The blob's id, 40 hexadecimal digits; not read for a deletion. */
  oid: string;
}

/** An entry of `POST git/trees`. */
export type TreeEntry = { path: string; mode: FileMode; type: 'blob' } & (
  | { sha: string | null }
  | { content: string }
);

export type FileMode = '100644' | '100755' | '120000';

/** Larger requests time out at GitHub with 422 or 502. */
export const MAX_CHUNK_ENTRIES = 100;
export const MAX_CHUNK_BYTES = 2_000_000;
/** Larger files go up as blobs of their own, several at a time. */
export const MAX_INLINE_BYTES = 128 * 1024;

/** Deletions that must be carried out before anything is added: a file in the place of a folder or the reverse. */
export function blockingDeletions(changes: readonly TreeChange[]): Set<string> {
  const added = changes.filter(({ status }) => status !== 'deleted').map(({ path }) => path);
  const files = new Set(added);
  const folders = new Set(added.flatMap(parents));
  const blocking = changes.filter(
    ({ status, path }) =>
      status === 'deleted' && (folders.has(path) || parents(path).some(at => files.has(at))),
  );
  return new Set(blocking.map(({ path }) => path));
}

/**
 * The order in which changes go into trees that build on each other: deletions in the way first, then what is added
 * and modified, then the other deletions, so that no tree in between is empty for their sake.
 */
export function inOrder<Change extends TreeChange>(changes: readonly Change[]): Change[][] {
  const blocking = blockingDeletions(changes);
  const first = changes.filter(({ path, status }) => status === 'deleted' && blocking.has(path));
  const added = changes.filter(({ status }) => status !== 'deleted');
  const last = changes.filter(({ path, status }) => status === 'deleted' && !blocking.has(path));
  return [first, [...added, ...last]].filter(group => group.length > 0);
}

/** Whether a tree request may carry the file as text: valid UTF-8 that survives JSON, not empty, not large. */
export function inlineText(bytes: Buffer): string | undefined {
  if (bytes.length === 0 || bytes.length > MAX_INLINE_BYTES || bytes.includes(0)) return undefined;
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) ? text : undefined;
}

/** The bytes that an entry adds to a request, roughly. */
export function entrySize(entry: TreeEntry): number {
  const content = 'content' in entry ? Buffer.byteLength(JSON.stringify(entry.content)) : 40;
  return Buffer.byteLength(entry.path) + content + 60;
}

/** @throws SpeckitError `rejected` for what is no plain file or symlink. */
export function fileMode({ mode, path }: TreeChange): FileMode {
  if (mode === '100644' || mode === '100755' || mode === '120000') return mode;
  throw new SpeckitError('rejected', `\`${path}\` has the mode ${mode}, which is not published.`, {
    hint: 'Only plain files, executables and symbolic links are committed; remove submodules from the result.',
  });
}

function parents(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
}
