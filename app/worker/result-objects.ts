import { toGitHubError } from '../../shared/github/github-error.ts';
import { dropRef } from '../../shared/github/refs.ts';
import type { ObjectPort } from '../../shared/pipeline/land-objects.ts';
import { changesWorkflows } from '../../shared/pipeline/publish-workflows.ts';
import type { Mirror } from '../../shared/sync/mirror.ts';
import { pushTree } from '../../shared/sync/push.ts';
import type { AppContext, Repository } from '../context.ts';
import type { Guard } from '../github.ts';

export interface ObjectsOptions {
  mirror: Mirror;
  scratchDir: string;
  /** The ref that they are put on, in full. */
  ref: string;
  /** Whether an admin wants changes of workflow files. */
  workflows?: boolean;
  /** Rejects when the run is somebody else's by now. */
  guard?: Guard;
  /** Told before the ref may exist, and when it is gone. */
  noted?(ref: string | undefined): Promise<void>;
}

/** Puts objects of large results on a ref of the repository by git. */
export function resultObjects(
  { github }: Pick<AppContext, 'github'>,
  repository: Repository,
  { mirror, scratchDir, ref, workflows = false, guard, noted }: ObjectsOptions,
): ObjectPort {
  const { owner, repo } = repository;
  const url = `${github.endpoints.server}/${owner}/${repo}.git`;
  return {
    async put({ gitDir, tree, parent, changes }, signal, onProgress) {
      const step = workflows && changesWorkflows(changes) ? 'pushWorkflows' : 'push';
      const token = await github.gitToken(repository, step, guard)();
      await noted?.(ref);
      await pushTree({
        ...{ repository: { gitDir }, mirror, scratchDir, url, token, ref, tree, parent },
        ...{ onProgress, signal },
      });
    },
    async drop(signal) {
      try {
        await dropRef({ client: github.client(repository, 'publish', guard), owner, repo, signal }, ref);
      } catch (error) {
        throw toGitHubError(error, `remove \`${ref}\``);
      }
      await noted?.(undefined);
    },
  };
}
