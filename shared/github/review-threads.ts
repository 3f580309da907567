import type { Client, RepositoryName } from './client.ts';
import { toGitHubError } from './github-error.ts';
import { answerMarker, findMarked, marked, type Once, sinceParameter } from './once.ts';

export interface PullTarget extends RepositoryName {
  client: Client;
  pullNumber: number;
  signal?: AbortSignal;
}

export interface ThreadComment {
  /** The id that REST knows it by. */
  id: number;
  body: string;
  /** As REST has it: `<slug>[bot]` for an App; empty for a deleted account. */
  author: string;
  bot: boolean;
  /** Whether it still is as it was posted. */
  unedited: boolean;
}

export interface ReviewThread {
  /** Node id. */
  id: string;
  resolved: boolean;
  /** Who resolved it, where GitHub tells. */
  resolvedBy?: { login: string; bot: boolean };
  path: string;
  /** The first 100, oldest first; at least one. */
  comments: readonly [ThreadComment, ...ThreadComment[]];
}

interface Actor {
  __typename?: string;
  login: string;
}

interface Page {
  repository: {
    pullRequest: {
      reviewThreads: {
        pageInfo: { hasNextPage: boolean; endCursor: string | null };
        nodes: {
          id: string;
          isResolved: boolean;
          resolvedBy: Actor | null;
          path: string;
          comments: {
            nodes: {
              databaseId: number;
              body: string;
              includesCreatedEdit: boolean;
              author: Actor | null;
            }[];
          };
        }[];
      };
    } | null;
  } | null;
}

const THREADS = `query ($owner: String!, $repo: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $repo) { pullRequest(number: $number) {
    reviewThreads(first: 50, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        id isResolved resolvedBy { __typename login } path
        comments(first: 100) { nodes { databaseId body includesCreatedEdit author { __typename login } } }
      }
    } } } }`;

/** All review threads of a pull request. @throws SpeckitError as `toGitHubError` maps it */
export async function listThreads(target: PullTarget): Promise<ReviewThread[]> {
  const { client, owner, repo, pullNumber, signal } = target;
  const threads: ReviewThread[] = [];
  try {
    for (let after: string | null = null; ; ) {
      const page: Page = await client.graphql<Page>(THREADS, {
        owner,
        repo,
        number: pullNumber,
        after,
        request: signal ? { signal } : {},
      });
      const found = page.repository?.pullRequest?.reviewThreads;
      threads.push(...(found?.nodes ?? []).flatMap(toThread));
      if (!found?.pageInfo.hasNextPage) return threads;
      after = found.pageInfo.endCursor;
    }
  } catch (error) {
    throw toGitHubError(error, `read the review threads of the pull request #${pullNumber}`);
  }
}

const RESOLVE =
  'mutation ($input: ResolveReviewThreadInput!) { resolveReviewThread(input: $input) { thread { isResolved } } }';

/** Resolves a thread; one that is resolved already stays so. @throws SpeckitError as `toGitHubError` maps it */
export async function resolveThread(
  { client, pullNumber, signal }: PullTarget,
  threadId: string,
): Promise<void> {
  try {
    await client.graphql(RESOLVE, {
      input: { threadId },
      request: { repeatable: true, ...(signal ? { signal } : {}) },
    });
  } catch (error) {
    throw toGitHubError(error, `resolve a review thread of the pull request #${pullNumber}`);
  }
}

/**
 * Replies to the thread's top comment.
 * @param once keeps a reply whose answer was lost from being posted twice
 * @throws SpeckitError as `toGitHubError` maps it
 */
export async function replyInThread(
  target: PullTarget,
  topComment: number,
  body: string,
  once?: Once,
): Promise<void> {
  const { client, owner, repo, pullNumber, signal } = target;
  const where = { owner, repo, pull_number: pullNumber, request: signal ? { signal } : {} };
  try {
    if (once?.lookFor) {
      const { author, since } = once.lookFor;
      const list = client.paginate.iterator(client.rest.pulls.listReviewComments, {
        ...{ ...where, per_page: 100 },
        ...sinceParameter(since),
      });
      if (await findMarked(list, author, answerMarker(once.key))) return;
    }
    await client.rest.pulls.createReplyForReviewComment({
      ...where,
      comment_id: topComment,
      body: marked(body, once),
    });
  } catch (error) {
    throw toGitHubError(error, `reply in a review thread of the pull request #${pullNumber}`);
  }
}

type Node = NonNullable<NonNullable<Page['repository']>['pullRequest']>['reviewThreads']['nodes'][number];

function toThread({ id, isResolved, resolvedBy, path, comments }: Node): ReviewThread[] {
  const [top, ...others] = comments.nodes.map(({ databaseId, body, includesCreatedEdit, author }) => {
    const { login, bot } = toPerson(author);
    return { id: databaseId, body, author: login, bot, unedited: !includesCreatedEdit };
  });
  if (!top) return [];
  const by = resolvedBy ? { resolvedBy: toPerson(resolvedBy) } : {};
  return [{ id, resolved: isResolved, path, ...by, comments: [top, ...others] }];
}

/** GraphQL names an App by its slug, REST by `<slug>[bot]`. */
function toPerson(actor: Actor | null): { login: string; bot: boolean } {
  const bot = actor?.__typename !== undefined && actor.__typename !== 'User';
  const login = actor?.login ?? '';
  return { bot, login: actor?.__typename === 'Bot' && !login.endsWith('[bot]') ? `${login}[bot]` : login };
}
