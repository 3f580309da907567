import { checkBody, refuseLocked } from './comments.ts';
import { diffOf, patchesOf } from './diff.ts';
import type { PullRow } from './emulate.ts';
import type { Hub, RepoCall, RouteTable } from './hub.ts';
import { pullOf } from './pulls.ts';
import { invalid, isJson, type Json, notFound, textOf, unprocessable } from './refusal.ts';
import { threadId } from './threads.ts';

type Side = 'LEFT' | 'RIGHT';

/** Lines of a pull request's diff that can be commented, by path; a file without hunks has empty sets. */
async function commentable(call: RepoCall, pull: PullRow): Promise<Map<string, Record<Side, Set<number>>>> {
  const files = await diffOf(call.repo, pull.base_sha, pull.head_sha);
  const patches = await patchesOf(call.repo, pull.base_sha, pull.head_sha, files);
  return new Map(files.map(({ filename }, at) => [filename, linesOf(patches[at] ?? '')]));
}

function linesOf(patch: string): Record<Side, Set<number>> {
  const lines = { LEFT: new Set<number>(), RIGHT: new Set<number>() };
  let [left, right] = [0, 0];
  for (const line of patch.split('\n')) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line);
    if (hunk) [left, right] = [Number(hunk[1]), Number(hunk[2])];
    else {
      if (line.startsWith('-') || line.startsWith(' ')) lines.LEFT.add(left++);
      if (line.startsWith('+') || line.startsWith(' ')) lines.RIGHT.add(right++);
    }
  }
  return lines;
}

type Lines = Awaited<ReturnType<typeof commentable>>;

function fits(lines: Lines, comment: Json): boolean {
  const file = lines.get(textOf(comment.path) ?? '');
  if (!file) return false;
  if (comment.subject_type === 'file') return true;
  const side = (textOf(comment.side) ?? 'RIGHT') as Side;
  const line = Number(comment.line);
  if (!file[side]?.has(line)) return false;
  if (comment.start_line === undefined) return true;
  const start = (textOf(comment.start_side) ?? side) as Side;
  return file[start].has(Number(comment.start_line)) && (start !== side || Number(comment.start_line) < line);
}

async function post(
  hub: Hub,
  call: RepoCall,
  pull: PullRow,
  comment: Json,
  review: number | null,
): Promise<Json> {
  const { full_name } = call.repo.row;
  const fields = { ...comment, side: comment.side ?? 'RIGHT', commit_id: comment.commit_id ?? pull.head_sha };
  const path = `/repos/${full_name}/pulls/${pull.number}/comments`;
  const { status, body } = await hub.ask({ ...call, method: 'POST', path, body: fields });
  if (status !== 201 || !isJson(body)) throw unprocessable('Validation Failed');
  const id = Number(body.id);
  hub.tables.comments.update(id, { review_id: review, start_line: comment.start_line ?? null });
  const reply = typeof comment.in_reply_to_id === 'number';
  if (!reply) hub.threads.set(threadId(id), { repo: full_name, comment: id, resolved: false });
  return { ...body, pull_request_review_id: review, start_line: comment.start_line ?? null };
}

async function createReview(call: RepoCall, number: number, hub: Hub) {
  const pull = pullOf(hub, call, number);
  refuseLocked(hub, call, number, 'review');
  const { comments: sent, ...rest } = call.body;
  const comments = Array.isArray(sent) ? sent.filter(isJson) : [];
  if (rest.body !== undefined && rest.body !== '') checkBody('PullRequestReview', rest.body);
  for (const comment of comments) checkBody('PullRequestReviewComment', comment.body);
  const lines = await commentable(call, pull);
  // The whole review fails, and GitHub does not say which comment was wrong.
  if (!comments.every(comment => comment.subject_type === undefined && fits(lines, comment))) {
    throw unprocessable('Unprocessable Entity');
  }
  const answer = await hub.ask({ ...call, body: rest });
  if (!isJson(answer.body) || answer.status >= 300) return answer;
  for (const comment of comments) await post(hub, call, pull, comment, Number(answer.body.id));
  return { ...answer, status: 200 };
}

async function createComment(call: RepoCall, number: number, hub: Hub) {
  const pull = pullOf(hub, call, number);
  refuseLocked(hub, call, number, 'comment');
  checkBody('PullRequestReviewComment', call.body.body);
  const { in_reply_to: reply, ...body } = call.body;
  if (reply !== undefined) return { status: 201, body: await answerThread(call, pull, Number(reply), hub) };
  if (!textOf(body.commit_id)) throw invalid('PullRequestReviewComment', 'commit_id', 'missing_field');
  if (!fits(await commentable(call, pull), body))
    throw invalid('PullRequestReviewComment', 'line', 'invalid');
  return { status: 201, body: await post(hub, call, pull, body, null) };
}

async function answerThread(call: RepoCall, pull: PullRow, to: number, hub: Hub): Promise<Json> {
  const top = hub.tables.comments.get(to);
  if (top?.pull_number !== pull.number || top.repo_id !== pull.repo_id) throw notFound();
  if (top.in_reply_to_id) throw unprocessable('Replies to replies are not supported');
  const { path, line, side } = top;
  const body = checkBody('PullRequestReviewComment', call.body.body);
  return post(hub, call, pull, { body, path, line, side, in_reply_to_id: to }, null);
}

export const reviewRoutes: RouteTable = [
  ['POST', /^pulls\/(\d+)\/reviews$/, (call, [, number], hub) => createReview(call, Number(number), hub)],
  ['POST', /^pulls\/(\d+)\/comments$/, (call, [, number], hub) => createComment(call, Number(number), hub)],
  [
    'POST',
    /^pulls\/(\d+)\/comments\/(\d+)\/replies$/,
    async (call, [, number, to], hub) => {
      refuseLocked(hub, call, Number(number), 'comment');
      return {
        status: 201,
        body: await answerThread(call, pullOf(hub, call, Number(number)), Number(to), hub),
      };
    },
  ],
];
