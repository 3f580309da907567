import { createPublisher } from '../../shared/github/publisher.ts';
import { workName, workSubject } from '../../shared/pipeline/facts.ts';
import { createRedactor } from '../../shared/text/redact.ts';
import type { AppContext } from '../context.ts';
import type { Run } from '../store/run-row.ts';
import { runFacts, workOf } from './facts.ts';

export interface PublisherNeeds {
  /** Values that must not be in a commit's message. */
  secrets: readonly string[];
  /** Rejects when the run is somebody else's by now. */
  assertOwner(): Promise<void>;
}

/** The writer of a run's results. */
export async function openPublisher(
  { github }: AppContext,
  run: Run,
  { secrets, assertOwner }: PublisherNeeds,
  step: 'publish' | 'apply' = 'publish',
) {
  const { owner, repo } = run;
  const { work } = workOf(run);
  const { server } = github.endpoints;
  return createPublisher({
    client: github.client(run, step, assertOwner),
    owner,
    repo,
    pullNumber: run.pr,
    branch: run.headRef,
    runId: run.id,
    phase: workName(work),
    subject: createRedactor(secrets).text(workSubject(work)),
    requestedBy: run.sender,
    serverUrl: server,
    run: runFacts(run, server),
    botLogin: await github.botLogin(),
    assertOwner,
  });
}
