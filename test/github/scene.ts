import type { Accounts } from './accounts.ts';
import { deliveryOf } from './delivery-of.ts';
import type { Hub } from './hub.ts';
import { isJson, type Json } from './refusal.ts';
import { repositoryNamed } from './repositories.ts';
import { announceThread, threadId } from './threads.ts';
import type { Delivery } from './webhooks.ts';

/** What an act made, and the webhook that it set off; no delivery where none was due or no URL is set. */
export interface Act<T extends Json = Json> {
  result: T;
  delivery: Delivery | undefined;
}

export interface NewPullRequest {
  repo: string;
  head: string;
  base?: string;
  author: string;
  title?: string;
  body?: string;
  /** Full name of the fork that has the head. */
  fork?: string;
}

/** What people do. Every act goes through the API with the person's own token, and GitHub may refuse it. */
export class Scene {
  readonly #hub: Hub;
  readonly #accounts: Accounts;

  constructor(hub: Hub, accounts: Accounts) {
    this.#hub = hub;
    this.#accounts = accounts;
  }

  async openPullRequest(spec: NewPullRequest): Promise<Act & { number: number; headSha: string }> {
    const owner = spec.fork?.split('/')[0];
    const head = owner === undefined ? spec.head : `${owner}:${spec.head}`;
    const base = spec.base ?? repositoryNamed(this.#hub, spec.repo).row.default_branch;
    const fields = { head, base, title: spec.title ?? spec.head, body: spec.body ?? null };
    const result = await this.#as(spec.author, 'POST', `/repos/${spec.repo}/pulls`, fields);
    const number = Number(result.number);
    const headSha = isJson(result.head) ? String(result.head.sha) : '';
    const delivery = await deliveryOf(
      this.#hub,
      'pull_request',
      'opened',
      p => p.number === number && named(p, spec.repo),
    );
    return { result, number, headSha, delivery };
  }

  async closePullRequest(repo: string, number: number, sender?: string): Promise<Act> {
    const result = await this.#as(sender ?? ownerOf(repo), 'PATCH', `/repos/${repo}/pulls/${number}`, {
      state: 'closed',
    });
    const delivery = await deliveryOf(
      this.#hub,
      'pull_request',
      'closed',
      p => p.number === number && named(p, repo),
    );
    return { result, delivery };
  }

  async lockConversation(repo: string, number: number): Promise<void> {
    await this.#as(ownerOf(repo), 'PUT', `/repos/${repo}/issues/${number}/lock`, { lock_reason: 'resolved' });
  }

  async unlockConversation(repo: string, number: number): Promise<void> {
    await this.#as(ownerOf(repo), 'DELETE', `/repos/${repo}/issues/${number}/lock`, {});
  }

  async openIssue(repo: string, author: string, title: string, body = ''): Promise<{ number: number }> {
    const result = await this.#as(author, 'POST', `/repos/${repo}/issues`, { title, body });
    return { number: Number(result.number) };
  }

  /** A comment on a pull request; with `edited` a second webhook follows, for the change to that text. */
  async comment(spec: {
    repo: string;
    pr: number;
    user: string;
    body: string;
    edited?: string;
  }): Promise<Act & { id: number }> {
    const made = await this.commentIssue({ ...spec, issue: spec.pr });
    if (spec.edited === undefined) return made;
    return this.editComment({ repo: spec.repo, id: made.id, user: spec.user, body: spec.edited });
  }

  async commentIssue(spec: {
    repo: string;
    issue: number;
    user: string;
    body: string;
  }): Promise<Act & { id: number }> {
    const path = `/repos/${spec.repo}/issues/${spec.issue}/comments`;
    const result = await this.#as(spec.user, 'POST', path, { body: spec.body });
    const id = Number(result.id);
    return {
      result,
      id,
      delivery: await deliveryOf(this.#hub, 'issue_comment', 'created', p => commentIs(p, id)),
    };
  }

  async editComment(spec: {
    repo: string;
    id: number;
    user: string;
    body: string;
  }): Promise<Act & { id: number }> {
    const path = `/repos/${spec.repo}/issues/comments/${spec.id}`;
    const result = await this.#as(spec.user, 'PATCH', path, { body: spec.body });
    return {
      result,
      id: spec.id,
      delivery: await deliveryOf(this.#hub, 'issue_comment', 'edited', p => commentIs(p, spec.id)),
    };
  }

  /** A reply to the top comment of a review thread. */
  async reply(spec: {
    repo: string;
    pr: number;
    to: number;
    user: string;
    body: string;
  }): Promise<Act & { id: number }> {
    const path = `/repos/${spec.repo}/pulls/${spec.pr}/comments/${spec.to}/replies`;
    const result = await this.#as(spec.user, 'POST', path, { body: spec.body });
    const id = Number(result.id);
    return {
      result,
      id,
      delivery: await deliveryOf(this.#hub, 'pull_request_review_comment', 'created', p => commentIs(p, id)),
    };
  }

  /** Changes a comment in a review thread. */
  async editReviewComment(spec: { repo: string; id: number; user: string; body: string }): Promise<void> {
    await this.#as(spec.user, 'PATCH', `/repos/${spec.repo}/pulls/comments/${spec.id}`, { body: spec.body });
  }

  /** Presses Resolve on the thread of a top comment. */
  async resolveThread(spec: {
    comment: number;
    sender: string;
    resolved?: boolean;
  }): Promise<Delivery | undefined> {
    const id = threadId(spec.comment);
    const thread = this.#hub.threads.get(id);
    this.#accounts.addUser(spec.sender);
    if (!thread) throw new RangeError(`No thread starts at the comment ${spec.comment}`);
    thread.resolved = spec.resolved ?? true;
    thread.resolvedBy = thread.resolved ? spec.sender : undefined;
    await announceThread(this.#hub, id, spec.sender);
    return deliveryOf(
      this.#hub,
      'pull_request_review_thread',
      thread.resolved ? 'resolved' : 'unresolved',
      p => {
        return isJson(p.thread) && p.thread.node_id === id;
      },
    );
  }

  async label(spec: { repo: string; pr: number; label: string; sender: string }): Promise<Act> {
    const path = `/repos/${spec.repo}/issues/${spec.pr}/labels`;
    const items = await this.#as(spec.sender, 'POST', path, { labels: [spec.label] });
    const delivery = await deliveryOf(this.#hub, 'pull_request', 'labeled', p => {
      return p.number === spec.pr && named(p, spec.repo) && isJson(p.label) && p.label.name === spec.label;
    });
    return { result: { labels: items }, delivery };
  }

  async labelIssue(spec: { repo: string; issue: number; label: string; sender: string }): Promise<Act> {
    const path = `/repos/${spec.repo}/issues/${spec.issue}/labels`;
    const items = await this.#as(spec.sender, 'POST', path, { labels: [spec.label] });
    const delivery = await deliveryOf(this.#hub, 'issues', 'labeled', p => {
      return named(p, spec.repo) && isJson(p.label) && p.label.name === spec.label;
    });
    return { result: { labels: items }, delivery };
  }

  async #as(login: string, method: string, path: string, body: Json): Promise<Json> {
    const { token } = this.#accounts.addUser(login);
    const response = await fetch(`${this.#hub.apiUrl}${path}`, {
      method,
      headers: { authorization: `token ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`GitHub refused ${method} ${path} of ${login}: ${response.status} ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as Json;
  }
}

const ownerOf = (repo: string) => repo.split('/')[0] ?? '';
const named = (payload: Json, repo: string) =>
  isJson(payload.repository) && payload.repository.full_name === repo;
const commentIs = (payload: Json, id: number) => isJson(payload.comment) && payload.comment.id === id;
