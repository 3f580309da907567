import { execFileSync } from 'node:child_process';
import { vi } from 'vitest';
import type { FileContent } from '../../github/index.ts';
import { openScenario, type Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';

/** One review thread as people see it. */
export interface ThreadView {
  /** Id of its first comment. */
  id: number;
  path: string;
  /** Lines of the branch's file; absent for a thread on the whole file. */
  lines?: { start: number; end: number };
  body: string;
  resolved: boolean;
  replies: readonly string[];
}

export interface StatusView {
  body: string;
  /** Conclusions of the run's check runs on a commit, oldest first. */
  checks(sha: string): Promise<string[]>;
}

/**
 * Where a conflict scenario is played: two people with write access, one without, and a run of theirs. On the emulated
 * GitHub this is {@link emulatedPlace}, on a real one `realPlace`; scenarios know nothing more.
 */
export interface ConflictPlace {
  /** Starts a run of alice whose command waits at its end until `proceed`. */
  start(command: string): Promise<{ id: string; proceed(): Promise<void>; ended(): Promise<void> }>;
  /** Pushes one commit of a person to the pull request's branch; resolves when the App has seen it. */
  push(files: Record<string, FileContent>, person?: Person): Promise<string>;
  /** Threads of the App, oldest first. */
  threads(): Promise<ThreadView[]>;
  reply(thread: ThreadView, body: string, person?: Person): Promise<void>;
  editedReply(thread: ThreadView, body: string, edited: string, person?: Person): Promise<void>;
  /** A comment on the pull request. */
  comment(body: string, person?: Person): Promise<void>;
  /** Presses Resolve. */
  resolve(thread: ThreadView, person?: Person): Promise<void>;
  /** Presses "Commit suggestion". */
  commitSuggestion(thread: ThreadView, person?: Person): Promise<void>;
  lock(): Promise<void>;
  /** Path → `mode content` (latin1) of everything on the branch; of a submodule the commit. */
  files(): Promise<Record<string, string>>;
  head(): Promise<{ sha: string; parents: string[]; message: string }>;
  /** Where the result of a run is kept. */
  keptRef(run: string): Promise<string | undefined>;
  status(run: string): Promise<StatusView>;
  /** Everything that the App has said on the pull request, threads included. */
  said(): Promise<string>;
}

/** `alice` and `ben` may write, `eve` may only read. */
export type Person = 'alice' | 'ben' | 'eve';

export interface PlaceOptions {
  files?: Record<string, FileContent>;
  change?: Record<string, FileContent>;
}

/** A repository of its own on the emulated GitHub of `stage`. */
export async function emulatedPlace(
  stage: Stage,
  owner: string,
  { files = {}, change = {} }: PlaceOptions = {},
): Promise<ConflictPlace & { scene: Scenario }> {
  const scene = await openScenario(stage, { owner, files, change });
  const { github, repo, pr, branch } = scene;
  github.setPermission(repo, 'ben', 'write');
  github.setPermission(repo, 'eve', 'read');
  const seen = async (delivery: { guid: string } | undefined) => {
    if (!delivery) throw new Error('No webhook was sent');
    await stage.handled(delivery.guid);
  };
  const pushed = async (sha: string) => {
    await github.settled();
    const delivery = github.deliveries.findLast(
      ({ event, action, payload }) =>
        event === 'pull_request' &&
        action === 'synchronize' &&
        JSON.stringify(payload).includes(`"after":"${sha}"`),
    );
    if (delivery) await seen(delivery);
    return sha;
  };
  const place: ConflictPlace & { scene: Scenario } = {
    scene,
    async start(command) {
      const gate = stage.gate();
      const { id } = await scene.post(`/speckit run -- ${command}\n${gate.wait}`);
      await gate.reached();
      const run = await scene.runOf(id, () => true);
      return {
        id: run.id,
        proceed: () => gate.open(),
        ended: async () => void (await scene.runOf(id)),
      };
    },
    push: async (changes, person = 'ben') =>
      pushed(await github.commit(repo, branch, changes, 'A push', person)),
    async threads() {
      const all = github.reviewComments(repo, pr);
      return all
        .filter(({ inReplyTo, user }) => inReplyTo === null && user === github.app.botLogin)
        .map(({ id, path, line, startLine, body, resolved }) => ({
          ...{ id, path: path ?? '', body, resolved: resolved ?? false },
          ...(line === null ? {} : { lines: { start: startLine ?? line, end: line } }),
          replies: all.filter(one => one.inReplyTo === id).map(one => one.body),
        }));
    },
    async reply({ id: to }, body, user = 'alice') {
      await seen((await github.reply({ repo, pr, to, user, body })).delivery);
    },
    async editedReply({ id: to }, body, edited, user = 'alice') {
      const { id, delivery } = await github.reply({ repo, pr, to, user, body });
      await delivery?.finished;
      await github.editReviewComment({ repo, id, user, body: edited });
    },
    async comment(body, user = 'alice') {
      await scene.outcome((await scene.post(body, user)).delivery);
    },
    resolve: async ({ id: comment }, sender = 'ben') => seen(await github.resolveThread({ comment, sender })),
    commitSuggestion: (thread, person = 'ben') => applySuggestion(place, thread, person),
    lock: () => github.lockConversation(repo, pr),
    async files() {
      const entries = await github.tree(repo, branch);
      const submodules = entries.filter(({ type }) => type === 'commit');
      const files = entries.filter(({ type }) => type === 'blob');
      const contents = blobs(
        github.gitDir(repo),
        files.map(({ sha }) => sha),
      );
      return Object.fromEntries([
        ...submodules.map(({ path, mode, sha }) => [path, `${mode} ${sha}`]),
        ...files.map(({ path, mode }, at) => [path, `${mode} ${contents[at]}`]),
      ]);
    },
    head: () => scene.head(),
    keptRef: async run => (await github.refs(repo))[`refs/speckit/runs/${run}`],
    async status(id) {
      const run = (await scene.runs()).find(one => one.id === id);
      if (!run) throw new Error(`There is no run ${id}`);
      return {
        body: scene.statusOf(run).body,
        checks: async sha => scene.checksOf(run, sha).map(({ conclusion }) => conclusion ?? 'none'),
      };
    },
    async said() {
      const comments = github.reviewComments(repo, pr).filter(({ user }) => user === github.app.botLogin);
      return [...scene.said(), ...comments].map(({ body }) => body).join('\n\n');
    },
  };
  return place;
}

/** What GitHub does when somebody presses "Commit suggestion", for which it has no API. */
export async function applySuggestion(
  place: ConflictPlace,
  thread: ThreadView,
  person: Person,
): Promise<void> {
  const { lines, path, body } = thread;
  const [, , text] = /^(`{3,})suggestion\n([\s\S]*?)^\1$/m.exec(body) ?? [];
  if (!lines || text === undefined) throw new Error(`No suggestion in ${body}`);
  const before = Buffer.from((await place.files())[path]?.slice('100644 '.length) ?? '', 'latin1').toString();
  const kept = before.split(/(?<=\n)/);
  kept.splice(lines.start - 1, lines.end - lines.start + 1, text);
  await place.push({ [path]: kept.join('') }, person);
  // GitHub resolves the conversation of a committed suggestion.
  const now = (await place.threads()).find(({ id }) => id === thread.id);
  if (!now?.resolved) await place.resolve(thread, person);
}

/** Contents by one git process; a branch may have thousands of files. */
function blobs(gitDir: string, shas: readonly string[]): string[] {
  const input = shas.map(sha => `${sha}\n`).join('');
  const options = { input, maxBuffer: 2 ** 30 };
  const all = execFileSync('git', ['--git-dir', gitDir, 'cat-file', '--batch'], options);
  let at = 0;
  return shas.map(() => {
    const end = all.indexOf(10, at);
    const size = Number(all.toString('latin1', at, end).split(' ')[2]);
    at = end + 1 + size + 1;
    return all.toString('latin1', end + 1, end + 1 + size);
  });
}

/** Runs `command` and `push` side by side and waits for the run's end. */
export async function collide(
  place: ConflictPlace,
  { command, push }: { command: string; push: Record<string, FileContent> },
): Promise<string> {
  const run = await place.start(command);
  await place.push(push);
  await run.proceed();
  await run.ended();
  const { body } = await place.status(run.id);
  if (!body.includes('conflicts with the branch')) throw new Error(body);
  return run.id;
}

/** Waits until the App has said it. */
export async function saysSoon(place: ConflictPlace, text: string | RegExp): Promise<void> {
  await vi.waitFor(
    async () => {
      const said = await place.said();
      if (typeof text === 'string' ? !said.includes(text) : !text.test(said)) throw new Error(said);
    },
    { timeout: 60_000, interval: 50 },
  );
}
