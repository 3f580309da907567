import { SpeckitError } from '../../shared/errors.ts';
import { changesWorkflows } from '../../shared/pipeline/publish-workflows.ts';
import { nothingKept } from '../../shared/request/nothing.ts';
import type { AppContext } from '../context.ts';
import type { Run } from '../store/run-row.ts';
import { decided } from './answer.ts';
import type { Gathered } from './gather.ts';
import { settleKept } from './keep-settle.ts';
import type { Request } from './request.ts';

/**
 * Carries out `/speckit apply`: an admin has looked at a kept result and wants it on the branch.
 * @throws SpeckitError `usage` when nothing is kept, `denied` when the App lacks a permission
 */
export async function apply(
  context: AppContext,
  request: Request,
  { readConfig }: Gathered,
  run: Run,
): Promise<string> {
  if (run.state !== 'ended' || run.resultRef === undefined) throw nothingKept(run.id);
  const workflow = run.outcome?.changes.find(change => changesWorkflows([change]))?.path;
  if (workflow !== undefined && !(await context.github.grants(run, 'workflows'))) throw noWorkflows(workflow);
  const said = await settleKept(context, { run, readConfig });
  await decided(context, request, { allowed: true, reason: said, run: run.id });
  return said;
}

function noWorkflows(path: string): SpeckitError {
  return new SpeckitError(
    'denied',
    `The App may not change workflow files, and the result changes \`${path}\`.`,
    {
      hint: 'Give the App the permission "workflows: write" in its settings and accept it for this installation, or commit the kept result yourself.',
    },
  );
}
