import type { Client, RepositoryName } from './client.ts';
import { commentMarker } from './comment-text.ts';
import { statusOf, toGitHubError } from './github-error.ts';
import { answerMarker, findMarked, marked, type Once, sinceParameter } from './once.ts';

export interface StatusCommentOptions extends RepositoryName {
  client: Client;
  pullNumber: number;
  runId: string;
  /** Login of the App's own account, `<slug>[bot]`: a comment of anybody else with our marker is not ours. */
  author: string;
  /** Id of the comment, when it is known. */
  id?: number;
  /** When the run was asked for; older comments are not looked at. */
  since?: Date;
  signal?: AbortSignal;
}

export type CommentResult =
  | { kind: 'written'; id: number; url: string }
  | { kind: 'unchanged'; id: number }
  /** The conversation is locked or the App may not comment; the run goes on. */
  | { kind: 'refused'; reason: string };

export interface StatusComment {
  /**
   * Creates the comment, or updates it if the text changed. Calls are carried out one after the other. Where a newer
   * text follows anyway, `repeatable: false` says that a request which fails is not sent again.
   */
  write(body: string, options?: { repeatable?: boolean }): Promise<CommentResult>;
}

/** The one comment that follows a run. `body` of every write must begin with the run's marker. */
export function createStatusComment(options: StatusCommentOptions): StatusComment {
  const { client, owner, repo, pullNumber, runId, author, since, signal } = options;
  const request = signal ? { signal } : {};
  const marker = commentMarker(runId);
  let id = options.id;
  let written: string | undefined;
  let searched = false;
  let chain: Promise<unknown> = Promise.resolve();

  const find = async (): Promise<void> => {
    const list = client.paginate.iterator(client.rest.issues.listComments, {
      ...{ owner, repo, issue_number: pullNumber, per_page: 100, request },
      ...sinceParameter(since),
    });
    const own = await findMarked(list, author, marker);
    id = own?.id;
    written = own?.body;
  };

  const create = async (body: string): Promise<CommentResult> => {
    const { data } = await client.rest.issues.createComment({
      owner,
      repo,
      issue_number: pullNumber,
      body,
      request,
    });
    id = data.id;
    written = body;
    return { kind: 'written', id: data.id, url: data.html_url };
  };

  const update = async (comment_id: number, body: string, repeatable: boolean): Promise<CommentResult> => {
    if (written === body) return { kind: 'unchanged', id: comment_id };
    try {
      const { data } = await client.rest.issues.updateComment({
        ...{ owner, repo, comment_id, body },
        request: { ...request, repeatable },
      });
      written = body;
      return { kind: 'written', id: comment_id, url: data.html_url };
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
      // Somebody deleted it; the state of the run must be seen somewhere.
      return create(body);
    }
  };

  const place = async (body: string, repeatable: boolean): Promise<CommentResult> => {
    if (id === undefined && !searched) {
      await find();
      searched = true;
    }
    try {
      return await (id === undefined ? create(body) : update(id, body, repeatable));
    } catch (error) {
      // A create whose answer was lost may have been carried out: look before the next one.
      searched = false;
      throw error;
    }
  };

  return {
    write(body, { repeatable = true } = {}) {
      const turn = chain.then(() => place(body, repeatable));
      chain = turn.catch(() => undefined);
      return turn.catch(error => {
        const failure = toGitHubError(error, `comment on the pull request #${pullNumber}`);
        if (failure.code === 'denied') return { kind: 'refused' as const, reason: failure.message };
        throw failure;
      });
    },
  };
}

/**
 * A plain reply on the pull request or issue; a locked conversation is a result, not an error.
 * @param once keeps one whose answer was lost from being posted twice
 */
export async function reply(
  options: RepositoryName & {
    client: Client;
    number: number;
    body: string;
    once?: Once;
    signal?: AbortSignal;
  },
): Promise<CommentResult> {
  const { client, owner, repo, number, once, signal } = options;
  const request = signal ? { signal } : {};
  const where = { owner, repo, issue_number: number, request };
  try {
    if (once?.lookFor) {
      const { author, since } = once.lookFor;
      const list = client.paginate.iterator(client.rest.issues.listComments, {
        ...{ ...where, per_page: 100 },
        ...sinceParameter(since),
      });
      const posted = await findMarked(list, author, answerMarker(once.key));
      if (posted) return { kind: 'unchanged', id: posted.id };
    }
    const body = marked(options.body, once);
    const { data } = await client.rest.issues.createComment({ ...where, body });
    return { kind: 'written', id: data.id, url: data.html_url };
  } catch (error) {
    const failure = toGitHubError(error, `comment on #${number}`);
    if (failure.code === 'denied') return { kind: 'refused', reason: failure.message };
    throw failure;
  }
}
