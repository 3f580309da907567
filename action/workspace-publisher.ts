import { commitChanges } from '../shared/github/commit.ts';
import { type Credit, commitMessage } from '../shared/github/commit-message.ts';
import { toGitHubError } from '../shared/github/github-error.ts';
import { putRef, readRef } from '../shared/github/refs.ts';
import type { Publisher, Result } from '../shared/pipeline/types.ts';
import { applyChanges } from '../shared/sync/apply-tree.ts';
import type { Mirror } from '../shared/sync/mirror.ts';
import { listDirectories } from '../shared/sync/trees.ts';
import type { Workspace, WorkspaceSnapshot } from '../shared/sync/workspace.ts';
import type { Action } from './action.ts';
import { leaveArtifact } from './deliver.ts';
import type { CommitMode } from './inputs.ts';

export interface WorkspaceTarget {
  id: string;
  phase: string;
  subject: string;
  commit: CommitMode;
  /** Where `commit: true` goes. */
  branch: string;
  workspace: Workspace;
  snapshot: WorkspaceSnapshot;
  mirror: Mirror;
  requestedBy: Credit;
}

/** Brings a result into the working tree, and to a branch or into files as the workflow says. */
export function workspacePublisher(action: Action, target: WorkspaceTarget): Publisher {
  const { client, env, log } = action;
  const { owner, repo } = env;
  const { id: runId, phase, subject, commit, branch, workspace, snapshot, mirror } = target;
  const delivery = { runId, phase, subject, root: workspace.root, parent: workspace.head };

  const toWorkingTree = async ({ changes, read }: Result) => {
    const { skipped } = await applyChanges(workspace.root, changes, read);
    if (skipped.length === 0) return;
    log.warn(`These files changed in the workspace meanwhile and were left alone: ${skipped.join(', ')}`);
  };
  const leave = (result: Result, signal: AbortSignal) => leaveArtifact(action, delivery, result, signal);

  return {
    async branchHead(signal) {
      if (commit !== 'true') return snapshot.commit;
      const place = { client, owner, repo, signal };
      try {
        const head = await readRef(place, `heads/${branch}`);
        if (head !== undefined) return head;
        await putRef(place, `refs/heads/${branch}`, workspace.head);
        return workspace.head;
      } catch (error) {
        throw toGitHubError(error, `make the branch \`${branch}\` at ${workspace.head}`);
      }
    },
    changedPaths: async () => [],
    baseDirectories: (path, signal) => listDirectories(mirror, snapshot.commit, path, { signal }),
    async commit(result, signal) {
      if (commit === 'true') {
        const { requestedBy: coAuthor } = target;
        const parts = {
          runId,
          phase,
          subject,
          body: result.remarks,
          coAuthor,
          serverUrl: env.endpoints.server,
        };
        const made = await commitChanges({
          ...{ ...result, client, owner, repo, branch, signal, message: commitMessage(parts) },
        });
        if (made.kind === 'committed') await toWorkingTree(result);
        return made;
      }
      const left = commit === 'artifact' ? await leave(result, signal) : { note: NOTHING };
      await toWorkingTree(result);
      return { kind: 'handed', ...left };
    },
    async keep(result, signal) {
      return commit === 'false' ? { note: NOT_TAKEN } : leave(result, signal);
    },
    // Nobody looks at review threads without a pull request; the note says where the result is.
    ask: async () => [],
  };
}

const NOTHING = 'The changes are in the working tree; nothing is committed, as the workflow says.';
const NOT_TAKEN =
  'The working tree is as it was; the workflow says `commit: false`, so the result is not kept.';
