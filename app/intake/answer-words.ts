import type { SpeckitError } from '../../shared/errors.ts';
import { decideWords, isServed } from '../../shared/profile/policy.ts';
import { permissionOf, startReadingConfig } from '../../shared/request/gather.ts';
import { isLeftTo } from '../../shared/request/left-to.ts';
import type { AppContext } from '../context.ts';
import { leaveToAction, refuse } from './answer.ts';
import { removeLabel } from './label.ts';
import { fullName, type Request } from './request.ts';

/**
 * Answers words that are no command here. Whoever may not give commands hears that instead of how they are spelt, and
 * a repository that leaves commands to its Action hears nothing, as with commands.
 */
export async function answerWords(
  context: AppContext,
  request: Omit<Request, 'command'>,
  error: SpeckitError,
): Promise<string> {
  const { config, github } = context;
  const { owner, repo, sender } = request;
  let permission: Awaited<ReturnType<typeof permissionOf>> = 'none';
  // Nothing is asked of GitHub for somebody whom the server does not work for.
  if (isServed(config, owner, repo)) {
    const target = { ...request, client: github.client(request, 'intake') };
    const readConfig = startReadingConfig(target);
    permission = await permissionOf(target);
    if (await isLeftTo('action', { readConfig })) return leaveToAction(context, request);
  }
  if (request.label) await removeLabel(context, request, request.label);
  const repository = fullName(request);
  const decision = decideWords({ server: config, repository, sender: { ...sender, permission } });
  return decision.allowed
    ? refuse(context, request, error)
    : refuse(context, request, decision.error, decision.silent);
}
