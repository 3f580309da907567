import { SpeckitError } from '../shared/errors.ts';
import type { Client, RepositoryName } from '../shared/github/client.ts';
import { parseMemo } from '../shared/github/comment-text.ts';
import { toGitHubError } from '../shared/github/github-error.ts';
import { type Memo, readMemo } from './memo.ts';

/** A run of a pull request, as its status comment tells of it. */
export interface PastRun {
  id: string;
  memo: Memo;
  comment: { id: number; url: string; createdAt: Date };
}

const MARKER = /^<!-- speckit-remote run=(r[0-9a-z]{12}) -->/;

/** The runs of a pull request that the Action has shown there, newest first. Only comments of `author` count, and none that was copied from elsewhere. */
export async function pastRuns(
  target: RepositoryName & { client: Client; number: number; author: string },
): Promise<PastRun[]> {
  const { client, owner, repo, number, author } = target;
  try {
    const comments = await client.paginate(client.rest.issues.listComments, {
      ...{ owner, repo, issue_number: number, per_page: 100 },
    });
    return comments
      .filter(({ user }) => user?.login === author)
      .flatMap(({ id: comment, html_url: url, created_at, body = '' }): PastRun[] => {
        const run = MARKER.exec(body)?.[1];
        const memo = readMemo(parseMemo(body));
        if (run === undefined || memo?.facts.id !== run || memo.facts.pullNumber !== number) return [];
        return [{ id: run, memo, comment: { id: comment, url, createdAt: new Date(created_at) } }];
      })
      .toReversed();
  } catch (error) {
    throw toGitHubError(error, `list the comments of #${number}`);
  }
}

/** The run named, else the newest. @throws SpeckitError `usage` when there is none */
export function pickRun(runs: readonly PastRun[], named: string | undefined): PastRun {
  const run = runs.find(({ id }) => named === undefined || id === named);
  if (run) return run;
  const what = named === undefined ? 'There has been no run' : `There is no run \`${named}\``;
  throw new SpeckitError('usage', `${what} on this pull request.`, {
    hint: 'Start one with `/speckit run <phase> [text]`.',
  });
}

/** Whether people are still asked how to settle its conflicts. */
export function isOpen({ memo }: PastRun): boolean {
  return memo.outcome?.conclusion === 'conflict' && memo.outcome.resultRef !== undefined;
}
