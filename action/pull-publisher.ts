import { createPublisher, type PublisherOptions } from '../shared/github/publisher.ts';
import type { Publisher } from '../shared/pipeline/types.ts';
import type { Action } from './action.ts';
import { leaveArtifact } from './deliver.ts';

type Target = Omit<PublisherOptions, 'assertOwner' | 'serverUrl' | 'client' | 'owner' | 'repo' | 'botLogin'>;

/** Brings a result to a pull request, or as files into the workspace, or nowhere, as the workflow says. */
export function pullPublisher(action: Action, target: Target): Publisher {
  const { client, env, inputs, login: botLogin } = action;
  const { owner, repo, endpoints, workspace: root } = env;
  const publisher = createPublisher({
    ...{ ...target, client, owner, repo, botLogin, serverUrl: endpoints.server },
    // Nobody can take a workflow's run over.
    assertOwner: async () => undefined,
  });
  switch (inputs.commit ?? 'true') {
    case 'true':
      return publisher;
    case 'artifact':
      return handingOver(publisher, (result, signal) =>
        leaveArtifact(action, { ...target, root }, result, signal),
      );
    case 'false':
      return handingOver(publisher, async () => ({ note: NOWHERE }));
  }
}

const NOWHERE = 'Nothing is committed: the workflow says `commit: false`.';

/** The publisher, but with results that go elsewhere than into the repository. */
function handingOver(
  publisher: Publisher,
  leave: (...args: Parameters<Publisher['keep']>) => Promise<{ note: string }>,
): Publisher {
  return {
    ...publisher,
    commit: async (result, signal) => ({ kind: 'handed', ...(await leave(result, signal)) }),
    keep: leave,
  };
}
