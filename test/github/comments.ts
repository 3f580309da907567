import { presentApp } from './checks.ts';
import type { CommentRow } from './emulate.ts';
import { atLeast, roleOf } from './gate.ts';
import type { CommentHistory, Hub, RepoCall, RouteTable } from './hub.ts';
import { pageOf } from './page.ts';
import { senderOf } from './refs.ts';
import { invalid, isJson, type Json, notFound, Refusal, textOf, unprocessable } from './refusal.ts';

const MAX_CHARACTERS = 65_536;
const REACTIONS = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'];

export function checkBody(resource: string, body: unknown): string {
  const text = textOf(body);
  if (text === undefined || text.trim() === '') throw invalid(resource, 'body', 'missing_field');
  // Counted as characters, not as UTF-16 units: an emoji is one.
  if (text.length > MAX_CHARACTERS && [...text].length > MAX_CHARACTERS) {
    throw invalid(
      resource,
      'data',
      'unprocessable',
      `Body is too long (maximum is ${MAX_CHARACTERS} characters)`,
    );
  }
  return text;
}

export function historyOf(hub: Hub, id: number): CommentHistory {
  const known = hub.comments.get(id);
  if (known) return known;
  const fresh: CommentHistory = { edits: [], reactions: [], byApp: false };
  hub.comments.set(id, fresh);
  return fresh;
}

/** A comment as GitHub gives it, from emulate's answer. */
export function presentComment(hub: Hub, comment: unknown): unknown {
  if (!isJson(comment) || typeof comment.id !== 'number') return comment;
  const { byApp, reactions } = historyOf(hub, comment.id);
  const counts = Object.fromEntries(
    REACTIONS.map(name => [name, reactions.filter(r => r.content === name).length]),
  );
  const url = `${String(comment.url)}/reactions`;
  const row = hub.tables.comments.get(comment.id);
  const issue = hub.tables.issues
    .findBy('repo_id', row?.repo_id)
    .find(one => one.number === row?.issue_number);
  const html_url = String(comment.html_url);
  return {
    ...comment,
    html_url: issue?.is_pull_request ? html_url.replace('/issues/', '/pull/') : html_url,
    performed_via_github_app: byApp ? presentApp(hub) : null,
    reactions: { url, total_count: reactions.length, ...counts },
  };
}

/** Only people who can write may still speak in a locked conversation. */
export function refuseLocked(hub: Hub, call: RepoCall, number: number, what: string): void {
  const issue = hub.tables.issues.findBy('repo_id', call.repo.row.id).find(row => row.number === number);
  if (!issue) throw notFound();
  const { who } = call;
  const mayStill = who.kind === 'user' && atLeast(roleOf(hub, call.repo, who.login), 'write');
  if (issue.locked && !mayStill) throw new Refusal(403, `Unable to create ${what} because issue is locked.`);
}

function commentOf(hub: Hub, call: RepoCall, id: number): CommentRow {
  const row = hub.tables.comments.get(id);
  if (row?.repo_id !== call.repo.row.id) throw notFound();
  return row;
}

async function create(call: RepoCall, number: number, hub: Hub) {
  refuseLocked(hub, call, number, 'comment');
  checkBody('IssueComment', call.body.body);
  const answer = await hub.ask(call);
  return { ...answer, body: presentComment(hub, answer.body) };
}

async function edit(call: RepoCall, id: number, hub: Hub) {
  const row = commentOf(hub, call, id);
  checkBody('IssueComment', call.body.body);
  const author = hub.tables.users.get(row.user_id)?.login;
  const { who } = call;
  const own = senderOf(call, hub) === author;
  if (who.kind === 'user' && !own && !atLeast(roleOf(hub, call.repo, who.login), 'write')) {
    throw new Refusal(403, 'Must have admin rights to Repository.');
  }
  historyOf(hub, id).edits.push(row.body);
  const answer = await hub.ask(call);
  return { ...answer, body: presentComment(hub, answer.body) };
}

function react(call: RepoCall, id: number, hub: Hub) {
  const row = commentOf(hub, call, id);
  const content = textOf(call.body.content) ?? '';
  if (!REACTIONS.includes(content)) throw unprocessable('Validation Failed');
  refuseLocked(hub, call, row.issue_number ?? row.pull_number ?? 0, 'reaction');
  const { reactions } = historyOf(hub, id);
  const user = senderOf(call, hub);
  const before = reactions.find(one => one.user === user && one.content === content);
  const reaction = before ?? { id: id * 100 + reactions.length + 1, content, user };
  if (!before) reactions.push(reaction);
  return { status: before ? 200 : 201, body: { ...reaction, user: { login: user } } };
}

export const commentRoutes: RouteTable = [
  ['POST', /^issues\/(\d+)\/comments$/, (call, [, number], hub) => create(call, Number(number), hub)],
  ['PATCH', /^(?:issues|pulls)\/comments\/(\d+)$/, (call, [, id], hub) => edit(call, Number(id), hub)],
  [
    'POST',
    /^(?:issues|pulls)\/comments\/(\d+)\/reactions$/,
    (call, [, id], hub) => react(call, Number(id), hub),
  ],
  [
    'GET',
    /^(?:issues|pulls)\/comments\/(\d+)\/reactions$/,
    (call, [, id], hub) => {
      commentOf(hub, call, Number(id));
      const { items, headers } = pageOf(call, hub, historyOf(hub, Number(id)).reactions);
      return { status: 200, body: items.map(one => ({ ...one, user: { login: one.user } })), headers };
    },
  ],
  [
    'DELETE',
    /^(?:issues|pulls)\/comments\/(\d+)\/reactions\/(\d+)$/,
    (call, [, id, reaction], hub) => {
      commentOf(hub, call, Number(id));
      const history = historyOf(hub, Number(id));
      const rest = history.reactions.filter(one => one.id !== Number(reaction));
      if (rest.length === history.reactions.length) throw notFound();
      history.reactions = rest;
      return { status: 204 };
    },
  ],
  [
    'GET',
    /^(issues(\/\d+)?\/comments|issues\/comments\/\d+)$/,
    async (call, _, hub) => {
      const answer = await hub.ask(call);
      const { body } = answer;
      const shown = Array.isArray(body)
        ? body.map(one => presentComment(hub, one))
        : presentComment(hub, body);
      return { ...answer, body: shown };
    },
  ],
];

/** Payload fields that emulate leaves out of an `issue_comment`. */
export function completeComment(hub: Hub, payload: Json): Json {
  return { ...payload, comment: presentComment(hub, payload.comment) };
}
