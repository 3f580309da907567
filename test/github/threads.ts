import { historyOf } from './comments.ts';
import { FieldError, requireContentsWrite, visibleRepository } from './field-error.ts';
import type { Identity } from './gate.ts';
import type { Hub } from './hub.ts';
import { type Json, textOf } from './refusal.ts';

/** The review thread that a top comment starts. */
export const threadId = (comment: number) => `PRRT_${comment}`;

/** Settles a thread, or opens it again. Needs `contents: write`, as on GitHub. */
export async function resolveReviewThread(
  hub: Hub,
  who: Identity,
  input: Json,
  resolved = true,
): Promise<Json> {
  const id = textOf(input.threadId) ?? '';
  const thread = hub.threads.get(id);
  const repo = visibleRepository(hub, who, thread && hub.repositories.get(thread.repo), id);
  if (!thread) throw new FieldError('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
  requireContentsWrite(hub, who, repo);
  const sender = who.kind === 'user' ? who.login : hub.app.botLogin;
  // What is so already is not announced again.
  if (thread.resolved !== resolved) {
    Object.assign(thread, { resolved, resolvedBy: resolved ? sender : undefined });
    await announceThread(hub, id, sender);
  }
  return { clientMutationId: null, thread: { id, isResolved: resolved } };
}

export async function announceThread(hub: Hub, id: string, sender: string): Promise<void> {
  const thread = hub.threads.get(id);
  const top = thread && hub.tables.comments.get(thread.comment);
  if (!thread || !top) throw new RangeError(`There is no thread ${id}`);
  const { body } = await hub.askAsOwner('GET', `/repos/${thread.repo}/pulls/comments/${top.id}`);
  const action = thread.resolved ? 'resolved' : 'unresolved';
  await hub.emulate.hooks.dispatch('pull_request_review_thread', action, {
    ...{ action, thread: { node_id: id, comments: [body] }, pull_request: { number: top.pull_number } },
    ...{ repository: { full_name: thread.repo }, sender: { login: sender } },
  });
}

/** `repository(owner, name) { pullRequest(number) { reviewThreads { nodes { … } } } }`, all on one page. */
export async function reviewThreads(hub: Hub, who: Identity, variables: Json): Promise<Json> {
  const name = `${textOf(variables.owner)}/${textOf(variables.repo ?? variables.name)}`;
  visibleRepository(hub, who, hub.repositories.get(name), name);
  const nodes = [...hub.threads].flatMap(([id, thread]) => {
    const top = hub.tables.comments.get(thread.comment);
    if (thread.repo !== name || top?.pull_number !== Number(variables.number ?? variables.pr)) return [];
    const all = hub.tables.comments.all().filter(row => row.id === top.id || row.in_reply_to_id === top.id);
    const comments = {
      nodes: all.map(row => ({
        id: row.node_id,
        databaseId: row.id,
        body: row.body,
        includesCreatedEdit: historyOf(hub, row.id).edits.length > 0,
        author: authorOf(hub, hub.tables.users.get(row.user_id)?.login),
      })),
    };
    const resolvedBy = authorOf(hub, thread.resolvedBy);
    return [{ id, isResolved: thread.resolved, resolvedBy, path: top.path, line: top.line, comments }];
  });
  return {
    repository: {
      pullRequest: { reviewThreads: { nodes, pageInfo: { hasNextPage: false, endCursor: null } } },
    },
  };
}

/** An actor as GraphQL has it: an App goes by its slug there. */
function authorOf(hub: Hub, login: string | undefined) {
  const user = hub.tables.users.all().find(row => row.login === login);
  if (!user) return null;
  return {
    __typename: user.type,
    login: user.type === 'Bot' ? user.login.replace(/\[bot\]$/, '') : user.login,
  };
}
