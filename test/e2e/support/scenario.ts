import { vi } from 'vitest';
import type { Decision } from '../../../app/store/requests.ts';
import type { Run } from '../../../app/store/run-row.ts';
import type {
  CheckRunView,
  CommentView,
  CommitView,
  Delivery,
  EmulatedGitHub,
  FileContent,
} from '../../github/index.ts';
import type { Stage } from './stage.ts';

export interface ScenarioOptions {
  /** Default: one that no other scenario has. */
  owner?: string;
  /** Files of the default branch. */
  files?: Record<string, FileContent>;
  /** Files that the pull request adds. */
  change?: Record<string, FileContent>;
  branch?: string;
}

export interface Posted {
  id: number;
  /** What the App answered the webhook. */
  status: number | undefined;
  delivery: Delivery;
}

/** A repository with one pull request of `alice`, who may write. `bob` may read, the owner is an admin. */
export interface Scenario {
  github: EmulatedGitHub;
  owner: string;
  /** `owner/name`. */
  repo: string;
  id: number;
  pr: number;
  branch: string;
  /** The pull request's head when it was opened. */
  headSha: string;
  /** Comments on the pull request; resolves with the webhook's answer, before the App has acted on it. */
  post(body: string, user?: string): Promise<Posted>;
  /** Posts a command and waits until its run is what `until` says (default: ended). */
  run(body: string, user?: string, until?: (run: Run) => boolean): Promise<Run>;
  /** Posts something and waits for the App's answer: the comments that it wrote meanwhile, as one text. */
  reply(body: string, user?: string): Promise<string>;
  /** The run that a comment started. */
  runOf(commentId: number, until?: (run: Run) => boolean): Promise<Run>;
  /** The run that a label or button started. */
  runFrom(delivery: Delivery | undefined, until?: (run: Run) => boolean): Promise<Run>;
  /** Newest first. */
  runs(): Promise<Run[]>;
  /** What became of a delivery, once it was handled. */
  outcome(delivery: Delivery | undefined): Promise<string>;
  /** Comments of the App on the pull request. */
  said(): CommentView[];
  /** The run's one status comment; throws when there are none or two. */
  statusOf(run: Run): CommentView;
  checksOf(run: Run, sha?: string): CheckRunView[];
  head(): Promise<CommitView>;
  /** Text of a file at the branch's head. */
  read(path: string): Promise<string | undefined>;
  decisions(): Promise<Decision[]>;
}

export async function openScenario(
  stage: Stage,
  { owner = 'acme', files, change, branch = 'feature' }: ScenarioOptions,
): Promise<Scenario> {
  const { github } = stage.world;
  const start = { 'README.md': '# Shop\n', 'src/a.txt': lines('a'), 'src/b.txt': lines('b'), ...files };
  const { id, fullName: repo } = await github.createRepository({ owner, name: 'shop', files: start });
  github.setPermission(repo, 'alice', 'write');
  github.setPermission(repo, 'bob', 'read');
  await github.commit(repo, branch, { 'feature.txt': 'first\n', ...change }, 'Start', 'alice');
  const pull = await github.openPullRequest({ repo, head: branch, author: 'alice' });
  const store = () => stage.world.server.context.store;
  const pr = pull.number;

  const scenario: Scenario = {
    github,
    owner,
    repo,
    id,
    pr,
    branch,
    headSha: pull.headSha,
    async post(body, user = 'alice') {
      const { id: comment, delivery } = await github.comment({ repo, pr, user, body });
      if (!delivery) throw new Error('No webhook was sent');
      await delivery.finished;
      return { id: comment, status: delivery.response?.status, delivery };
    },
    async run(body, user, until) {
      const { id: comment, delivery } = await scenario.post(body, user);
      const outcome = await scenario.outcome(delivery);
      if (outcome.startsWith('Refused')) throw new Error(outcome);
      return scenario.runOf(comment, until);
    },
    async reply(body, user) {
      const before = new Set(scenario.said().map(one => one.id));
      await scenario.outcome((await scenario.post(body, user)).delivery);
      return scenario
        .said()
        .filter(one => !before.has(one.id))
        .map(one => one.body)
        .join('\n\n');
    },
    runOf: (comment, until = ended) =>
      vi.waitFor(
        async () => {
          const run = (await scenario.runs()).find(one => one.commentId === comment);
          if (!run || !until(run)) throw new Error(`The run of comment ${comment}: ${JSON.stringify(run)}`);
          return run;
        },
        { timeout: 200_000, interval: 100 },
      ),
    async runFrom(delivery, until = ended) {
      const outcome = await scenario.outcome(delivery);
      const run = /^Run (r\w{12}) is queued\.$/.exec(outcome)?.[1];
      if (!run) throw new Error(outcome);
      return stage.world.run(run, until);
    },
    runs: () => store().listRuns({ repositoryId: id, pr }),
    outcome(delivery) {
      if (!delivery) throw new Error('No webhook was sent');
      return stage.handled(delivery.guid);
    },
    said: () => github.comments(repo, pr).filter(one => one.user === github.app.botLogin),
    statusOf(run) {
      const found = scenario
        .said()
        .filter(one => one.body.startsWith(`<!-- speckit-remote run=${run.id} -->`));
      const [only] = found;
      if (!only || found.length > 1) throw new Error(`Run ${run.id} has ${found.length} status comments`);
      return only;
    },
    checksOf: (run, sha) =>
      github.checkRuns(repo, sha).filter(one => one.externalId.startsWith(`${run.id}#`)),
    head: () => github.commitOf(repo, branch),
    read: async path => (await github.readFile(repo, branch, path))?.toString(),
    decisions: () => store().listDecisions({ repository: repo }),
  };
  return scenario;
}

export const ended = (run: Run) => run.state === 'ended';
export const running = (run: Run) => run.state === 'running';

/** Ten lines, so that changes at both ends do not touch. */
export function lines(word: string): string {
  return Array.from({ length: 10 }, (_, index) => `${word}${index + 1}\n`).join('');
}
