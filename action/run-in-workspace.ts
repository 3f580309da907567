import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { SpeckitError } from '../shared/errors.ts';
import { factsOf, workName, workSubject } from '../shared/pipeline/facts.ts';
import { newRunId } from '../shared/pipeline/run-id.ts';
import { decide } from '../shared/profile/policy.ts';
import { resolveProfile } from '../shared/profile/resolve.ts';
import { checkWork } from '../shared/request/check-work.ts';
import { permissionOf, startReadingConfig } from '../shared/request/gather.ts';
import { findWorkspace, snapshotWorkspace } from '../shared/sync/workspace.ts';
import { createRedactor } from '../shared/text/redact.ts';
import type { Action, StepResult } from './action.ts';
import { underWorkflow } from './ceiling.ts';
import { execute } from './execute.ts';
import { requireContentsWrite } from './github.ts';
import type { CommitMode, Inputs } from './inputs.ts';
import { openRepository } from './repository.ts';
import { withInputs } from './run-on-pull.ts';
import type { Trigger } from './trigger.ts';
import { workspacePublisher } from './workspace-publisher.ts';

/** Runs on the checked-out workspace, with everything in it that is not committed. @throws SpeckitError */
export async function runInWorkspace(
  action: Action,
  { sender, command }: Extract<Trigger, { kind: 'workspace' }>,
): Promise<StepResult> {
  const { client, env, inputs, log, cancel } = action;
  const { owner, repo } = env;
  const commit = commitMode(inputs);
  const target = { client, owner, repo, sender, defaultBranch: action.defaultBranch };
  const readConfig = startReadingConfig(target);
  const permission = await permissionOf(target);
  const workspace = await findWorkspace(path.join(env.workspace, inputs.directory ?? '.'), cancel.hard);
  const directory = inputs.directory === undefined ? {} : { directory: workspace.directory };
  const configs = underWorkflow(action.server, await readConfig(), { ...inputs, ...directory });
  const flags = withInputs(command.flags, inputs);
  const repository = `${owner}/${repo}`;
  const decision = decide({
    ...configs,
    repository,
    sender: { ...sender, permission },
    pr: { fork: false, open: true },
    command: { ...command, flags },
  });
  if (!decision.allowed) throw decision.error;
  const where = { client, owner, repo, ref: workspace.head, project: configs.repo.project };
  const work = await checkWork(where, command.work);
  const profile = await resolveProfile({ ...configs, repository, flags });
  if (commit === 'true') await requireContentsWrite(client, env);
  const { mirror, fetch } = await openRepository(action);
  await mkdir(action.folder, { recursive: true });
  const snapshot = await snapshotWorkspace(mirror, workspace, {
    scratchDir: action.folder,
    signal: cancel.hard,
  });
  const id = newRunId();
  const facts = factsOf({
    ...{ id, work, flags, profile, pullNumber: 0, headSha: workspace.head, requestedBy: sender.login },
    repositoryUrl: `${env.endpoints.server}/${repository}`,
  });
  const and = snapshot.dirty ? ' and what is not committed' : '';
  log.info(`Run ${id}: ${facts.phase} on ${workspace.head}${and}, driver ${profile.driver}.`);
  const branch =
    inputs.branch ?? (env.refName.endsWith('/merge') || env.refName === '' ? 'work' : env.refName);
  return execute(action, {
    ...{ id, work, flags, profile, commit: snapshot.commit, branch, mirror, facts },
    async fetch(sha, signal) {
      if (sha !== snapshot.commit) await fetch(sha, signal);
    },
    publisher: secrets =>
      workspacePublisher(action, {
        ...{ id, commit, branch, workspace, snapshot, mirror, requestedBy: sender },
        phase: workName(work),
        subject: createRedactor(secrets).text(workSubject(work)),
      }),
  });
}

/** Without a pull request nothing is pushed unless the workflow says where to. */
function commitMode({ commit = 'artifact', branch }: Pick<Inputs, 'commit' | 'branch'>): CommitMode {
  if (commit === 'true' && branch === undefined) {
    throw new SpeckitError(
      'usage',
      '`commit: true` needs the input `branch` where there is no pull request.',
      {
        hint: 'Name the branch that the result goes to; it is made if it is missing. Or set `commit: artifact`.',
      },
    );
  }
  if (commit !== 'true' && branch !== undefined) {
    throw new SpeckitError('usage', `The input \`branch\` has no meaning with \`commit: ${commit}\`.`, {
      hint: 'Set `commit: true`, or leave `branch` out.',
    });
  }
  return commit;
}
