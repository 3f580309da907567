import { createCheckRun } from './check-run.ts';
import type { CheckConclusion, CheckOutput } from './check-text.ts';
import type { Client, RepositoryName } from './client.ts';
import { toGitHubError } from './github-error.ts';
import { checkName } from './run-facts.ts';

export interface LaterCheck extends RepositoryName {
  client: Client;
  headSha: string;
  phase: string;
  externalId: string;
  startedAt: Date;
  signal: AbortSignal;
}

/**
 * A further check run of a run whose own is completed, which GitHub does not open again. One that an earlier attempt
 * made is left as it is. Returns its id.
 */
export async function addCheck(
  options: LaterCheck,
  conclusion: CheckConclusion,
  output: CheckOutput,
): Promise<number> {
  const { client, owner, repo, headSha, phase, externalId, signal } = options;
  try {
    const runs = await client.paginate(client.rest.checks.listForRef, {
      owner,
      repo,
      ref: headSha,
      check_name: checkName(phase),
      filter: 'all',
      per_page: 100,
      request: { signal },
    });
    const there = runs.find(
      run =>
        run.external_id === externalId && run.conclusion === conclusion && run.output.title === output.title,
    );
    if (there) return there.id;
  } catch (error) {
    throw toGitHubError(error, `list the check runs of \`${headSha}\``);
  }
  return createCheckRun({ ...options, further: true, onUpdateError() {} }).complete(conclusion, output);
}
