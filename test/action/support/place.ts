import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, vi } from 'vitest';
import { stringify } from 'yaml';
import { installationToken } from '../../github/clients.ts';
import { type EmulatedGitHub, type FileContent, startGitHub } from '../../github/index.ts';
import { type Job, type StepOptions, startJob } from './runner.ts';

const run = promisify(execFile);

/** What a workflow's token may do when the job asks for what the Action needs. */
export const FULL = {
  contents: 'write',
  pull_requests: 'write',
  issues: 'write',
  checks: 'write',
} as const;

export interface PlaceOptions {
  /** Contents of `.github/speckit.yml` on the default branch. */
  config?: object;
  files?: Record<string, FileContent>;
  /** Files that the pull request adds. */
  change?: Record<string, FileContent>;
}

/** A repository with an open pull request on an emulated GitHub. `alice` may write, `bob` may read. */
export interface Place {
  github: EmulatedGitHub;
  repo: string;
  pr: number;
  branch: string;
  id: number;
  /** A job with a token of these permissions. */
  job(permissions?: Record<string, 'read' | 'write'>): Promise<Job>;
  /** The event of a comment on the pull request. */
  comment(body: string, user?: string, number?: number): Promise<StepOptions>;
  /** The event of a reply in a review thread. */
  answer(topCommentId: number, body: string, user?: string): Promise<StepOptions>;
  /** The event of a push to the pull request's branch. */
  push(): StepOptions;
  /** The event of a label on it, or on another pull request. */
  label(name: string, user?: string, number?: number): Promise<StepOptions>;
  /** An event without a pull request. */
  dispatch(event?: 'workflow_dispatch' | 'push' | 'schedule', more?: object): StepOptions;
  /** Checks the default branch out into a job's workspace, as `actions/checkout` does. */
  checkout(job: Job, ...args: string[]): Promise<void>;
  /** Status comments and answers. */
  said(): string[];
}

let owners = 0;

export async function openPlace(github: EmulatedGitHub, options: PlaceOptions = {}): Promise<Place> {
  const owner = `acme-${++owners}`;
  const branch = 'feature';
  const { id, fullName: repo } = await github.createRepository({
    owner,
    name: 'shop',
    files: {
      'README.md': '# Shop\n',
      'src/a.txt': 'one\ntwo\nthree\n',
      '.github/speckit.yml': stringify(options.config ?? { profiles: { default: { driver: 'local' } } }),
      ...options.files,
    },
  });
  for (const [login, role] of [
    ['alice', 'write'],
    ['bob', 'read'],
  ] as const) {
    github.addUser(login);
    github.setPermission(repo, login, role);
  }
  await github.commit(repo, branch, { 'feature.txt': 'first\n', ...options.change }, 'Start', 'alice');
  const { number: pr } = await github.openPullRequest({ repo, head: branch, author: 'alice' });
  const repository = { id, name: 'shop', full_name: repo, owner: { login: owner }, default_branch: 'main' };
  const sender = (login: string) => ({ ...github.addUser(login), type: 'User', token: undefined });
  return {
    github,
    repo,
    pr,
    branch,
    id,
    async job(permissions = FULL) {
      return startJob({
        github,
        repository: repo,
        token: await installationToken(github, owner, { permissions }),
      });
    },
    async comment(body, user = 'alice', number = pr) {
      const comment = await github.comment({ repo, pr: number, user, body });
      const payload = {
        ...{ action: 'created', repository, sender: sender(user) },
        issue: { number, pull_request: {} },
        comment: { id: comment.id, body, user: sender(user), created_at: seconds(new Date()) },
      };
      return { event: 'issue_comment', payload, actor: user };
    },
    async answer(topCommentId, body, user = 'alice') {
      const { id: comment } = await github.reply({ repo, pr, to: topCommentId, user, body });
      const payload = {
        ...{ action: 'created', repository, sender: sender(user), pull_request: { number: pr } },
        comment: { id: comment, body, user: sender(user), in_reply_to_id: topCommentId },
      };
      return { event: 'pull_request_review_comment', payload, actor: user };
    },
    push: () => ({
      event: 'push',
      payload: { repository, sender: sender('alice'), ref: `refs/heads/${branch}` },
    }),
    async label(name, user = 'alice', number = pr) {
      await github.label({ repo, pr: number, label: name, sender: user });
      const head = { ref: branch, sha: (await github.commitOf(repo, branch)).sha };
      const payload = {
        ...{ action: 'labeled', repository, sender: sender(user) },
        ...{ pull_request: { number, head }, label: { name } },
      };
      return { event: 'pull_request', payload, actor: user };
    },
    dispatch: (event = 'workflow_dispatch', more = {}) => ({
      event,
      payload: { repository, ...(event === 'schedule' ? {} : { sender: sender('alice') }), ...more },
    }),
    async checkout(job, ...args) {
      await run('git', ['clone', '-q', ...args, `${github.url}/${repo}.git`, job.workspace]);
    },
    said: () =>
      github
        .comments(repo, pr)
        .filter(one => one.user === github.app.botLogin)
        .map(one => one.body),
  };
}

export { startGitHub };

/** GitHub's times are whole seconds. */
const seconds = (at: Date) => `${at.toISOString().slice(0, 19)}Z`;

/** Resolves in the next second, for what is told apart by time. */
export async function nextSecond(): Promise<void> {
  const now = seconds(new Date());
  await vi.waitFor(() => expect(seconds(new Date())).not.toBe(now), { timeout: 10_000, interval: 20 });
}

/** Writes files into a job's workspace. */
export async function write(job: Job, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(job.workspace, name), text);
}
