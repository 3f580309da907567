import { SpeckitError } from '../errors.ts';
import type { AskedConflict } from '../events.ts';
import type { Client, RepositoryName } from './client.ts';
import { type CommitResult, commitChanges, keepResult } from './commit.ts';
import { type Credit, commitMessage } from './commit-message.ts';
import type { ConflictQuestion } from './conflict-question.ts';
import type { ChangeSet } from './git-objects.ts';
import { findRunCommit, type RunCommit, readRunCommit } from './landed.ts';
import { changedPaths, readPullRequest } from './pull-request.ts';
import { branchGone, readRef } from './refs.ts';
import { listDirectory } from './repo-files.ts';
import { askConflicts } from './review.ts';
import type { RunFacts } from './run-facts.ts';
import type { TreeChange } from './tree-plan.ts';

export interface PublisherOptions extends RepositoryName {
  client: Client;
  pullNumber: number;
  branch: string;
  runId: string;
  /** What is run, in a word: the phase's name, or `shell`. */
  phase: string;
  /** The first line of what was asked. */
  subject: string;
  requestedBy: Credit;
  serverUrl: string;
  /** What threads say about the run. */
  run: RunFacts;
  /** Login of the App's own account. */
  botLogin: string;
  /** Rejects when the run is somebody else's by now; asked right before every write. */
  assertOwner(): Promise<void>;
}

type Publishable<Change extends TreeChange> = ChangeSet<Change> & { remarks: readonly string[] };

/** The ref that keeps a run's result. */
export function resultRef(runId: string): string {
  return `refs/speckit/runs/${runId}`;
}

/** Writes one run's results to its pull request. Methods reject with `SpeckitError`s. */
export function createPublisher(options: PublisherOptions) {
  const { client, owner, repo, pullNumber, branch, runId } = options;
  const target = { client, owner, repo, number: pullNumber };
  const commitOptions = <Change extends TreeChange>(result: Publishable<Change>, signal: AbortSignal) => ({
    ...result,
    client,
    owner,
    repo,
    signal,
    message: commitMessage({
      runId,
      phase: options.phase,
      subject: options.subject,
      body: result.remarks,
      coAuthor: options.requestedBy,
      serverUrl: options.serverUrl,
    }),
  });
  return {
    async branchHead(signal: AbortSignal): Promise<string> {
      // The pull request's own idea of its head can lag behind a push; the branch's ref does not.
      const [pull, head] = await Promise.all([
        readPullRequest({ ...target, signal }),
        readRef({ client, owner, repo, signal }, `heads/${branch}`),
      ]);
      if (head === undefined) throw branchGone(branch);
      if (pull.state === 'open') return head;
      throw new SpeckitError(
        'cancelled',
        'The pull request was closed in the meantime, so nothing was committed.',
        {
          hint: 'Reopen it and use `/speckit retry`.',
        },
      );
    },
    landed: (known: string | undefined, signal: AbortSignal): Promise<RunCommit | undefined> =>
      known === undefined
        ? findRunCommit({ client, owner, repo, signal }, { branch, runId })
        : readRunCommit({ client, owner, repo, signal }, known),
    changedPaths: (signal: AbortSignal) => changedPaths({ ...target, signal }),
    async baseDirectories(path: string, signal: AbortSignal): Promise<string[]> {
      const { baseRef: ref } = await readPullRequest({ ...target, signal });
      const entries = (await listDirectory({ client, owner, repo, path, ref, signal })) ?? [];
      return entries.filter(({ type }) => type === 'dir').map(({ name }) => name);
    },
    async commit<Change extends TreeChange>(
      result: Publishable<Change>,
      signal: AbortSignal,
    ): Promise<CommitResult> {
      await options.assertOwner();
      return commitChanges({ ...commitOptions(result, signal), branch });
    },
    async keep<Change extends TreeChange>(result: Publishable<Change>, signal: AbortSignal): Promise<string> {
      await options.assertOwner();
      const ref = resultRef(runId);
      await keepResult({ ...commitOptions(result, signal), ref });
      return ref;
    },
    async ask(
      questions: readonly ConflictQuestion[],
      branchHead: string,
      signal: AbortSignal,
    ): Promise<AskedConflict[]> {
      await options.assertOwner();
      const { run, botLogin: author } = options;
      return askConflicts({ client, owner, repo, pullNumber, run, author, branchHead, signal }, questions);
    },
  };
}
