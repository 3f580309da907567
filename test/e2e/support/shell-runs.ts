import { randomUUID } from 'node:crypto';
import type { Run } from '../../../app/store/run-row.ts';
import { openDriver } from '../../../app/worker/driver.ts';
import { profileOf } from '../../../app/worker/facts.ts';
import type { Driver } from '../../../shared/drivers/types.ts';
import type { RunEvent } from '../../../shared/events.ts';
import type { CheckRunView, CommentView, FileContent } from '../../github/index.ts';
import { startWorld, type World } from '../../support/world.ts';

export const REPO = 'acme/shop';
const MOST_HEARD = 2 ** 20;
/** For tests: runs side by side take turns on a busy machine. */
export const RUN_TIMEOUT = { testTimeout: 120_000 };

export interface ShellRunsOptions {
  /** Contents of the profile `default`. */
  profile: object;
  /** Further ones, for `--profile`. */
  profiles?: Record<string, object>;
  /** Variables of the server that every run gets, and others that no run may get. */
  secrets?: Record<string, string>;
  otherVariables?: Record<string, string>;
  /** Files of the repository beside its README. */
  files?: Record<string, FileContent>;
  log?: (line: string) => void;
  /** Between two sweeps for left sandboxes. */
  sweepEveryMs?: number;
}

export interface AskOptions {
  flags?: string;
  files?: Record<string, FileContent>;
  /** An earlier run, on whose pull request this one is asked for; default: one of its own. */
  on?: Pick<Ended, 'pr' | 'branch'>;
}

/** How one shell command ended, as the person and the operator see it. */
export interface Ended {
  run: Run;
  pr: number;
  branch: string;
  /** Head of the branch before the run. */
  before: string;
  /** Head of the branch now. */
  after: string;
  comment: CommentView;
  check: CheckRunView;
  /** What the person reads, in one text. */
  said: string;
  /** The stored output; of one over the cap head and tail without the middle. */
  output: string;
  /** Events of the run, as they came. */
  events: readonly RunEvent[];
}

export interface ShellRuns extends AsyncDisposable {
  world: World;
  /** Comments `/speckit run FLAGS -- COMMAND` on a pull request of its own; resolves once it is taken. */
  ask(command: string, options?: AskOptions): Promise<Asked>;
  /** Comments `body`, which asks for a run, on the pull request of an earlier one. */
  say(body: string, on: Pick<Ended, 'pr' | 'branch'>): Promise<Asked>;
  /** {@link ShellRuns.ask} and its end. */
  run(command: string, options?: AskOptions): Promise<Ended>;
  /** Everything that left the server or was written by it: requests to GitHub and the log. */
  traces(): string;
  close(): Promise<void>;
}

export interface Asked {
  pr: number;
  branch: string;
  before: string;
  /** The run once it is what `until` says. */
  reaches(until: (run: Run) => boolean): Promise<Run>;
  /** Resolves as soon as the output so far holds `text`. */
  prints(text: string): Promise<void>;
  ended(): Promise<Ended>;
}

/** A world with one repository, where each command gets a branch and a pull request of its own. */
export async function startShellRuns(options: ShellRunsOptions): Promise<ShellRuns> {
  const heard = new Map<string, RunEvent[]>();
  const secrets = options.secrets ?? {};
  const world = await startWorld({
    config: {
      serve: { owners: ['acme'] },
      allow: { drivers: ['local', 'docker'] },
      variables: Object.fromEntries(Object.keys(secrets).map(name => [name, { repositories: ['acme/*'] }])),
      profiles: Object.fromEntries(
        Object.entries({ default: options.profile, ...options.profiles }).map(([name, profile]) => [
          name,
          { env: Object.keys(secrets), ...profile },
        ]),
      ),
    },
    variables: { ...secrets, ...options.otherVariables },
    listen(id, event) {
      const list = heard.get(id) ?? [];
      heard.set(id, list);
      // What a flood prints is not kept: the memory of this very process is measured.
      if (event.type === 'output' && event.offset > MOST_HEARD) return;
      list.push(event);
    },
    ...(options.log ? { log: options.log } : {}),
    ...(options.sweepEveryMs === undefined ? {} : { sweepEveryMs: options.sweepEveryMs }),
  });
  const { github } = world;
  const sent: string[] = [];
  github.onRequest(({ method, path: where, body }) => {
    sent.push(`${method} ${where} ${JSON.stringify(body)}`);
    return undefined;
  });
  const repository = await github.createRepository({
    owner: 'acme',
    name: 'shop',
    files: { 'README.md': '# Shop\n', 'src/cart.txt': 'empty\n', ...options.files },
  });
  github.addUser('alice');
  github.setPermission(REPO, 'alice', 'write');

  const openPullRequest = async (files: Record<string, FileContent>) => {
    const branch = `try-${randomUUID().slice(0, 8)}`;
    await github.commit(REPO, branch, { [`notes/${branch}.txt`]: 'start\n', ...files }, 'Start');
    const { number: pr } = await github.openPullRequest({ repo: REPO, head: branch, author: 'alice' });
    return { pr, branch };
  };
  const ask: ShellRuns['ask'] = async (command, { flags = '', files = {}, on } = {}) =>
    say(`/speckit run ${flags} -- ${command}`, on ?? (await openPullRequest(files)));
  const say: ShellRuns['say'] = async (body, { pr, branch }) => {
    const { sha: before } = await github.commitOf(REPO, branch);
    const { id: commentId } = await github.comment({ repo: REPO, pr, user: 'alice', body });
    const reaches = (until: (run: Run) => boolean) => world.newestRun(repository.id, pr, until);
    return {
      pr,
      branch,
      before,
      reaches,
      async prints(text) {
        const { id } = await reaches(run => run.commentId === commentId);
        const printed = () =>
          Buffer.concat(
            (heard.get(id) ?? []).flatMap(event => (event.type === 'output' ? [event.bytes] : [])),
          ).includes(text);
        while (!printed()) await new Promise(resolve => setTimeout(resolve, 20));
      },
      async ended() {
        const run = await reaches(one => one.commentId === commentId && one.state === 'ended');
        const comment = github.comments(REPO, pr).find(one => one.id === run.statusCommentId);
        const check = github
          .checkRuns(REPO, run.headSha)
          .find(one => one.id === run.checkRunIds[run.headSha]);
        if (!comment || !check) throw new Error(`run ${run.id} is not shown on the pull request`);
        const { head, tail } = await world.server.context.store.output.read(run.id);
        return {
          ...{ run, pr, branch, before, comment, check },
          after: (await github.commitOf(REPO, branch)).sha,
          said: [comment.body, check.title, check.summary].join('\n'),
          output: Buffer.concat([head, tail]).toString('latin1'),
          events: heard.get(run.id) ?? [],
        };
      },
    };
  };
  return {
    world,
    ask,
    say,
    run: async (command, more) => (await ask(command, more)).ended(),
    traces: () => [...sent, world.logged()].join('\n'),
    close: () => world.close(),
    [Symbol.asyncDispose]: () => world.close(),
  };
}

/** The driver that a run used. */
export const driverOf = ({ world }: ShellRuns, run: Run): Promise<Driver> =>
  openDriver(world.server.context, profileOf(run));

/** Sandboxes that are left of a run. */
export async function sandboxesOf(runs: ShellRuns, run: Run): Promise<string[]> {
  return (await (await driverOf(runs, run)).list({ run: run.id })).map(({ id }) => id);
}
