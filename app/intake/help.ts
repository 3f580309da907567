import { helpText } from '../../shared/command/help.ts';
import { replyComment } from '../../shared/github/comment-text.ts';
import { profileNames } from '../../shared/profile/layers.ts';
import { readProjectPhases } from '../../shared/request/project-phases.ts';
import type { AppContext } from '../context.ts';
import { answer, decided } from './answer.ts';
import type { Gathered } from './gather.ts';
import type { Request } from './request.ts';

/** Answers `/speckit help` with what this repository can use. */
export async function showHelp(
  context: AppContext,
  request: Request,
  { pull, readConfig }: Gathered,
): Promise<string> {
  const { owner, repo } = request;
  const client = context.github.client(request, 'intake');
  const config = await readConfig();
  const { names } = await readProjectPhases({
    client,
    owner,
    repo,
    ref: pull.headSha,
    project: config.project,
  });
  const body = helpText({ projectPhases: names, profiles: profileNames(context.config, config) });
  await answer(context, request, replyComment(body));
  await decided(context, request, { allowed: true, reason: 'Help was shown.' });
  return 'Help was shown.';
}
