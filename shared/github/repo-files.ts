import { SpeckitError } from '../errors.ts';
import type { Client, RepositoryName } from './client.ts';
import { statusOf, toGitHubError } from './github-error.ts';

export interface FileTarget extends RepositoryName {
  client: Client;
  /** Relative to the repository's root. */
  path: string;
  /** Branch, tag or commit; default: the default branch. */
  ref?: string;
  signal?: AbortSignal;
}

export interface DirectoryEntry {
  name: string;
  path: string;
  type: 'file' | 'dir' | 'symlink' | 'submodule';
}

/**
 * The text of a file; `undefined` if there is none.
 * @throws SpeckitError `rejected` for what is no plain UTF-8 file under 1 MB, else as `toGitHubError` maps it.
 */
export async function readTextFile(target: FileTarget): Promise<string | undefined> {
  const data = await contents(target);
  if (data === undefined) return undefined;
  if (Array.isArray(data) || data.type !== 'file' || !('content' in data) || data.encoding !== 'base64') {
    throw unfit(target.path, 'is not a plain file of at most 1 MB');
  }
  const bytes = Buffer.from(data.content, 'base64');
  // A file link is followed by GitHub, but says where it leads.
  if ('target' in data) throw unfit(target.path, 'is a symbolic link');
  const text = bytes.toString();
  if (!Buffer.from(text).equals(bytes)) throw unfit(target.path, 'is not UTF-8 text');
  return text;
}

/**
 * The entries of a folder, at most 1000; `undefined` if there is no such folder.
 * @throws SpeckitError `rejected` if the path is a file, else as `toGitHubError` maps it.
 */
export async function listDirectory(target: FileTarget): Promise<DirectoryEntry[] | undefined> {
  const data = await contents(target);
  if (data === undefined) return undefined;
  if (!Array.isArray(data)) throw unfit(target.path, 'is not a folder');
  return data.map(({ name, path, type }) => ({ name, path, type }));
}

async function contents({ client, owner, repo, path, ref, signal }: FileTarget) {
  try {
    const { data } = await client.rest.repos.getContent({
      owner,
      repo,
      path,
      ...(ref === undefined ? {} : { ref }),
      request: signal ? { signal } : {},
    });
    return data;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw toGitHubError(error, `read \`${path}\``);
  }
}

function unfit(path: string, why: string): SpeckitError {
  return new SpeckitError('rejected', `\`${path}\` ${why}.`, {
    hint: `Make \`${path}\` what it should be on the branch that is read, then try again.`,
  });
}
