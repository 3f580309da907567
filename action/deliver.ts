import path from 'node:path';
import { commitMessage } from '../shared/github/commit-message.ts';
import { resultRef } from '../shared/github/publisher.ts';
import type { Result } from '../shared/pipeline/types.ts';
import { exportResult, resultFolder } from '../shared/sync/export.ts';
import type { Action } from './action.ts';

/** The folder in the workspace that results are left in. */
export const RESULT_FOLDER = 'speckit-remote';

export interface Delivery {
  runId: string;
  phase: string;
  subject: string;
  /** The top of the working tree, or the workspace. */
  root: string;
  /** The commit that the bundle's commit is put on, where it is not the result's own. */
  parent?: string;
}

/** Leaves a result as a patch and a git bundle in the workspace, and says where. */
export async function leaveArtifact(
  { env }: Pick<Action, 'env'>,
  { runId, phase, subject, root, parent }: Delivery,
  result: Result,
  signal: AbortSignal,
): Promise<{ note: string }> {
  const folder = await resultFolder(root, RESULT_FOLDER);
  const files = await exportResult(result, {
    parent: parent ?? result.parent,
    fromTree: result.parentTree,
    tree: result.tree,
    message: commitMessage({ runId, phase, subject, body: result.remarks, serverUrl: env.endpoints.server }),
    ref: resultRef(runId),
    folder,
    name: runId,
    signal,
  });
  const named = [files.patch, files.bundle].map(file => `\`${path.relative(env.workspace, file)}\``);
  return {
    note: `The result is in the workspace as ${named.join(' and ')}: \`git apply\` takes the one, \`git fetch <file> ${resultRef(runId)}\` the other.`,
  };
}
