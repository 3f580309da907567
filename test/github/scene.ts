import type { Accounts } from './accounts.ts';
import { ZERO } from './bare.ts';
import { announceCheckRun, presentApp } from './checks.ts';
import type { Hosted, Hub } from './hub.ts';
import { isJson, type Json } from './refusal.ts';
import { buildCommit, type FileContent, moveRefs } from './repositories.ts';
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

  /** A push of one commit to a branch (made from the default branch where it is new). Returns its SHA. */
  async commit(
    repo: string,
    branch: string,
    files: Record<string, FileContent>,
    message = 'Change',
    author?: string,
  ): Promise<string> {
    const { hosted, sender } = this.#pusher(repo, author);
    const { bare, row } = hosted;
    const ref = `refs/heads/${branch}`;
    const before = await bare.ref(ref);
    const parent = before ?? (await bare.ref(`refs/heads/${row.default_branch}`));
    const after = await buildCommit(hosted, parent, files, message, sender);
    await this.#move(hosted, ref, before ?? ZERO, after, sender);
    return after;
  }

  /** A forced push: the branch then holds one commit on top of `onto` (default: the default branch). */
  async forcePush(
    repo: string,
    branch: string,
    files: Record<string, FileContent>,
    options: { onto?: string; author?: string } = {},
  ) {
    const { hosted, sender } = this.#pusher(repo, options.author);
    const ref = `refs/heads/${branch}`;
    const onto = await hosted.bare.resolve(options.onto ?? hosted.row.default_branch);
    const after = await buildCommit(hosted, onto, files, 'Rewritten', sender);
    await this.#move(hosted, ref, (await hosted.bare.ref(ref)) ?? ZERO, after, sender);
    return after;
  }

  async deleteBranch(repo: string, branch: string, author?: string): Promise<void> {
    const { hosted, sender } = this.#pusher(repo, author);
    const ref = `refs/heads/${branch}`;
    const before = await hosted.bare.ref(ref);
    if (!before) throw new RangeError(`${repo} has no branch ${branch}`);
    await this.#move(hosted, ref, before, ZERO, sender);
    await this.#hub.webhooks.announced();
  }

  /** Refuses every direct update of a branch from now on, through the API and by git. */
  async protectBranch(repo: string, branch: string): Promise<void> {
    const { bare } = this.#repository(repo);
    const refs = this.#hub.protectedRefs.get(repo) ?? new Set();
    refs.add(`refs/heads/${branch}`);
    this.#hub.protectedRefs.set(repo, refs);
    await bare.protect(refs);
  }

  async openPullRequest(spec: NewPullRequest): Promise<Act & { number: number; headSha: string }> {
    const owner = spec.fork?.split('/')[0];
    const head = owner === undefined ? spec.head : `${owner}:${spec.head}`;
    const base = spec.base ?? this.#repository(spec.repo).row.default_branch;
    const fields = { head, base, title: spec.title ?? spec.head, body: spec.body ?? null };
    const result = await this.#as(spec.author, 'POST', `/repos/${spec.repo}/pulls`, fields);
    const number = Number(result.number);
    const headSha = isJson(result.head) ? String(result.head.sha) : '';
    const delivery = await this.#delivery(
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
    const delivery = await this.#delivery(
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
    return { result, id, delivery: await this.#delivery('issue_comment', 'created', p => commentIs(p, id)) };
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
      delivery: await this.#delivery('issue_comment', 'edited', p => commentIs(p, spec.id)),
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
      delivery: await this.#delivery('pull_request_review_comment', 'created', p => commentIs(p, id)),
    };
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
    await announceThread(this.#hub, id, spec.sender);
    return this.#delivery('pull_request_review_thread', thread.resolved ? 'resolved' : 'unresolved', p => {
      return isJson(p.thread) && p.thread.node_id === id;
    });
  }

  async label(spec: { repo: string; pr: number; label: string; sender: string }): Promise<Act> {
    const path = `/repos/${spec.repo}/issues/${spec.pr}/labels`;
    const items = await this.#as(spec.sender, 'POST', path, { labels: [spec.label] });
    const delivery = await this.#delivery('pull_request', 'labeled', p => {
      return p.number === spec.pr && named(p, spec.repo) && isJson(p.label) && p.label.name === spec.label;
    });
    return { result: { labels: items }, delivery };
  }

  /** GitHub's own Re-run of one check run. */
  async rerequestCheckRun(repo: string, id: number, sender: string): Promise<Delivery | undefined> {
    this.#completed(id);
    this.#accounts.addUser(sender);
    await announceCheckRun(this.#hub, repo, id, 'rerequested', sender);
    return this.#delivery('check_run', 'rerequested', p => isJson(p.check_run) && p.check_run.id === id);
  }

  /** Re-run all: one event for the App's suite on a commit. */
  async rerequestCheckSuite(repo: string, sha: string, sender: string): Promise<Delivery | undefined> {
    const { row } = this.#repository(repo);
    this.#accounts.addUser(sender);
    const run = this.#hub.tables.checkRuns.findBy('repo_id', row.id).find(one => one.head_sha === sha);
    if (!run) throw new RangeError(`${repo} has no check runs on ${sha}`);
    const pulls = this.#hub.tables.pullRequests
      .findBy('repo_id', row.id)
      .filter(pull => pull.head_sha === sha);
    const pull_requests = pulls.map(({ id, number }) => ({ id, number }));
    const check_suite = { id: run.check_suite_id, head_sha: sha, app: presentApp(this.#hub), pull_requests };
    await this.#hub.emulate.hooks.dispatch('check_suite', 'rerequested', {
      ...{ action: 'rerequested', check_suite, repository: { full_name: repo }, sender: { login: sender } },
    });
    return this.#delivery(
      'check_suite',
      'rerequested',
      p => isJson(p.check_suite) && p.check_suite.head_sha === sha,
    );
  }

  /** Presses one of the buttons of a completed check run. */
  async requestedAction(
    repo: string,
    id: number,
    identifier: string,
    sender: string,
  ): Promise<Delivery | undefined> {
    this.#completed(id);
    const actions = this.#hub.actions.get(id) ?? [];
    if (!actions.some(action => action.identifier === identifier)) {
      throw new RangeError(`The check run ${id} has no button ${identifier}`);
    }
    this.#accounts.addUser(sender);
    const requested_action = { identifier };
    await announceCheckRun(this.#hub, repo, id, 'requested_action', sender, { requested_action });
    return this.#delivery('check_run', 'requested_action', p => isJson(p.check_run) && p.check_run.id === id);
  }

  #completed(id: number): void {
    const status = this.#hub.tables.checkRuns.get(id)?.status;
    if (status !== 'completed')
      throw new RangeError(`The check run ${id} is ${status}: it shows buttons when completed`);
  }

  #repository(name: string): Hosted {
    const repo = this.#hub.repositories.get(name);
    if (!repo) throw new RangeError(`There is no repository ${name}`);
    return repo;
  }

  #pusher(repo: string, author: string | undefined) {
    return { hosted: this.#repository(repo), sender: author ?? ownerOf(repo) };
  }

  async #move(repo: Hosted, ref: string, before: string, after: string, sender: string): Promise<void> {
    this.#accounts.addUser(sender);
    if (!(await moveRefs(this.#hub, repo, [{ ref, before, after }], sender))) {
      throw new Error(`${ref} moved while it was being pushed`);
    }
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

  async #delivery(
    event: string,
    action: string,
    matches: (payload: Json) => boolean,
  ): Promise<Delivery | undefined> {
    await this.#hub.webhooks.announced();
    const found = this.#hub.webhooks.deliveries.findLast(one => {
      return one.event === event && one.action === action && matches(one.payload);
    });
    await found?.finished;
    return found;
  }
}

const ownerOf = (repo: string) => repo.split('/')[0] ?? '';
const named = (payload: Json, repo: string) =>
  isJson(payload.repository) && payload.repository.full_name === repo;
const commentIs = (payload: Json, id: number) => isJson(payload.comment) && payload.comment.id === id;
