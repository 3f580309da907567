import { SpeckitError } from '../errors.ts';
import type { GitFailure } from './git.ts';
import { isServerDiskFull } from './server-disk.ts';

const PROBE_MS = 15_000;

interface FailedFetch {
  gitDir: string;
  url: string;
  commit: string;
  /** Value of the header. */
  authorization: string | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Why a fetch failed. Git tells it in prose only, so the server is asked again in ways that answer with a status:
 * its refs for access, and the commit itself for presence.
 */
export async function explainFetchFailure(cause: GitFailure, fetch: FailedFetch): Promise<SpeckitError> {
  if (await isServerDiskFull(fetch.gitDir)) {
    return new SpeckitError(
      'exhausted',
      'The disk of the server is full, so the repository could not be fetched.',
      {
        hint: 'Free space in the data folder of speckit-remote, then use `/speckit retry`.',
        retryable: true,
        cause,
      },
    );
  }
  if (!/^https?:/.test(fetch.url)) return noAnswer(cause);
  try {
    const status = await probeAccess(fetch);
    if (status !== 200) return refused(status, cause);
    return (await lacksCommit(fetch)) ? noCommit(fetch.commit, cause) : noAnswer(cause);
  } catch (error) {
    fetch.signal?.throwIfAborted();
    return noAnswer(new AggregateError([cause, error]));
  }
}

const limits = ({ signal }: FailedFetch) =>
  AbortSignal.any([AbortSignal.timeout(PROBE_MS), ...(signal ? [signal] : [])]);
const headers = ({ authorization }: FailedFetch) => ({
  'Git-Protocol': 'version=2',
  ...(authorization ? { Authorization: authorization } : {}),
});
const endpoint = ({ url }: FailedFetch, path: string) => `${url.replace(/\/+$/, '')}/${path}`;

async function probeAccess(fetch: FailedFetch): Promise<number> {
  const response = await globalThis.fetch(endpoint(fetch, 'info/refs?service=git-upload-pack'), {
    headers: headers(fetch),
    redirect: 'manual',
    signal: limits(fetch),
  });
  await response.body?.cancel();
  return response.status;
}

const line = (text: string) => (text.length + 4).toString(16).padStart(4, '0') + text;

/** Asks for the commit by protocol version 2; a server without it answers with an `ERR` packet. */
async function lacksCommit(fetch: FailedFetch): Promise<boolean> {
  const response = await globalThis.fetch(endpoint(fetch, 'git-upload-pack'), {
    method: 'POST',
    headers: { ...headers(fetch), 'Content-Type': 'application/x-git-upload-pack-request' },
    body: `${line('command=fetch')}0001${line('deepen 1')}${line(`want ${fetch.commit}\n`)}${line('done')}0000`,
    redirect: 'manual',
    signal: limits(fetch),
  });
  if (response.status !== 200 || !response.body) return false;
  let head = '';
  for await (const chunk of response.body) {
    head += Buffer.from(chunk).toString('latin1');
    if (head.length >= 8) break;
  }
  return /^[0-9a-f]{4}ERR /.test(head);
}

function refused(status: number, cause: unknown): SpeckitError {
  if (status === 401 || status === 403) {
    return new SpeckitError(
      'auth',
      'GitHub refused the token that speckit-remote fetches the repository with.',
      {
        hint: 'Check that the App is still installed on this repository with read access to its contents.',
        cause,
      },
    );
  }
  if (status < 500 && status !== 429) {
    return new SpeckitError(
      'missing',
      `The repository could not be fetched: the server answered ${status}.`,
      {
        hint: 'Check that the repository still exists under this name and that the App is installed on it.',
        cause,
      },
    );
  }
  return noAnswer(cause);
}

function noCommit(commit: string, cause: unknown): SpeckitError {
  return new SpeckitError('missing', `The repository has no commit \`${commit}\` any more.`, {
    hint: 'It may have been removed by a force-push or with its branch; run the command again on the new head.',
    cause,
  });
}

function noAnswer(cause: unknown): SpeckitError {
  return new SpeckitError(
    'unreachable',
    'The repository could not be fetched: the server did not deliver it.',
    {
      hint: 'Use `/speckit retry` when GitHub answers again.',
      cause,
    },
  );
}
