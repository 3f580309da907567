import { isSpeckitError } from '../../shared/errors.ts';
import { type Decision, decide, decideSender, isServed } from '../../shared/profile/policy.ts';
import { isLeftTo } from '../../shared/request/left-to.ts';
import type { AppContext } from '../context.ts';
import type { Run } from '../store/run-row.ts';
import { workOf } from '../worker/facts.ts';
import { leaveToAction, refuse } from './answer.ts';
import { apply } from './apply.ts';
import { cancelRun } from './cancel.ts';
import { findTarget } from './find-target.ts';
import { type Gathered, gather } from './gather.ts';
import { showHelp } from './help.ts';
import { findConflicted, keep } from './keep.ts';
import { removeLabel } from './label.ts';
import { fullName, type Request } from './request.ts';
import { retryRun, startRun } from './start-run.ts';
import { showStatus } from './status.ts';

/** Decides about one request and carries it out. Returns what became of it, in a sentence. */
export async function handleRequest(context: AppContext, request: Request): Promise<string> {
  try {
    // Nothing is asked of GitHub for somebody whom the server does not work for.
    const served = isServed(context.config, request.owner, request.repo);
    const gathered = served ? await gather(context, request) : undefined;
    if (gathered && (await isLeftTo('action', gathered))) return await leaveToAction(context, request);
    try {
      return await decideAndDo(context, request, gathered);
    } finally {
      if (request.label) await removeLabel(context, request, request.label);
    }
  } catch (error) {
    // Outages are tried again by the inbox; everything else is the person's to know.
    if (!isSpeckitError(error) || error.retryable || error.code === 'internal') throw error;
    return await refuse(context, request, error);
  }
}

async function decideAndDo(
  context: AppContext,
  request: Request,
  gathered: Gathered | undefined,
): Promise<string> {
  const decision = await decideAbout(context, request, gathered);
  if (!decision.allowed) return refuse(context, request, decision.error, decision.silent);
  if (!gathered) throw new Error('allowed without having looked');
  return carryOut(context, request, gathered);
}

async function decideAbout(
  context: AppContext,
  request: Request,
  gathered: Gathered | undefined,
): Promise<Decision> {
  const { config } = context;
  const { command, sender } = request;
  const question = {
    server: config,
    repository: fullName(request),
    sender: { login: sender.login, type: sender.type, permission: gathered?.permission ?? ('none' as const) },
    pr: { fork: gathered?.pull.fork ?? true, open: gathered?.pull.state === 'open' },
    command,
  };
  const first = decideSender(question);
  if (!first.allowed || !gathered) return first;
  const target = await targetOf(context, request);
  const repo = await gathered.readConfig();
  return decide({ ...question, repo, ...(target ? { original: workOf(target) } : {}) });
}

/** The earlier run that a command would bring onto the branch. */
async function targetOf(context: AppContext, request: Request): Promise<Run | undefined> {
  const { command } = request;
  switch (command.name) {
    case 'retry':
    case 'apply':
      return findTarget(context.store, request, command.run);
    case 'keep':
      return findConflicted(context, request, command);
    default:
      return undefined;
  }
}

async function carryOut(context: AppContext, request: Request, gathered: Gathered): Promise<string> {
  const { command } = request;
  switch (command.name) {
    case 'run':
      return startRun(context, request, gathered, command);
    case 'retry':
      return retryRun(context, request, gathered, await findTarget(context.store, request, command.run));
    case 'cancel':
      return cancelRun(context, request, await findTarget(context.store, request, command.run));
    case 'keep':
      return keep(context, request, gathered, command);
    case 'apply':
      return apply(context, request, gathered, await findTarget(context.store, request, command.run));
    case 'status':
      return showStatus(context, request, await findTarget(context.store, request, command.run));
    case 'help':
      return showHelp(context, request, gathered);
  }
}
