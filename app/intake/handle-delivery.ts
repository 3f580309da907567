import { parseComment } from '../../shared/command/parse.ts';
import { parseExternalId } from '../../shared/github/check-run.ts';
import type { Incoming } from '../../shared/request/incoming.ts';
import { onlyAnswers, onlyPullRequests } from '../../shared/request/only.ts';
import type { AppContext } from '../context.ts';
import type { Delivery } from '../store/inbox.ts';
import type { Run } from '../store/run-row.ts';
import { workOf } from '../worker/facts.ts';
import { answerWords } from './answer-words.ts';
import { cancelAll } from './cancel.ts';
import { handleRequest } from './handle-request.ts';
import { type Happened, lookAgain } from './keep.ts';
import { type Request, repositoryOf, requestBase } from './request.ts';

/** Handles one stored delivery and says in a sentence what became of it. Safe to be called again for the same one. */
export async function handleDelivery(context: AppContext, delivery: Delivery): Promise<string> {
  const incoming = delivery.payload as Incoming;
  switch (incoming.kind) {
    case 'comment':
      return handleComment(context, delivery, incoming);
    case 'label':
      return handleLabel(context, delivery, incoming);
    case 'rerun':
      return handleRerun(context, delivery, incoming);
    case 'rerun-all':
      return handleRerunAll(context, delivery, incoming);
    case 'answer':
      return handleAnswer(context, delivery, incoming);
    case 'resolved': {
      // Our own resolving needs no second look.
      if (incoming.sender.login === (await context.github.botLogin())) return 'Nothing was asked.';
      return lookAgain(context, happened(incoming), incoming.run);
    }
    case 'pushed':
      return lookAgain(context, happened(incoming));
    case 'closed':
      return cancelAll(context, repositoryOf(incoming.installationId, incoming.repository), incoming);
  }
}

type Kind<K extends Incoming['kind']> = Extract<Incoming, { kind: K }>;

async function handleComment(
  context: AppContext,
  delivery: Delivery,
  incoming: Kind<'comment'>,
): Promise<string> {
  const parsed = parseComment(incoming.body);
  if (parsed.type === 'ignore') return 'Nothing was asked.';
  const { commentId, number } = incoming;
  const key = `comment:${commentId}`;
  const words = firstLine(incoming.body);
  const request = { ...requestBase(incoming, delivery), key, number, commentId, words };
  if (!incoming.pullRequest) return answerWords(context, request, onlyPullRequests());
  if (parsed.type === 'reply') return answerWords(context, request, parsed.error);
  return handleRequest(context, { ...request, command: parsed.command });
}

function happened(incoming: Kind<'resolved' | 'pushed'>): Happened {
  const { installationId, repository, number } = incoming;
  return {
    repository: repositoryOf(installationId, repository),
    defaultBranch: repository.defaultBranch,
    number,
  };
}

/** A command in a review thread, where only an answer makes sense. */
async function handleAnswer(
  context: AppContext,
  delivery: Delivery,
  incoming: Kind<'answer'>,
): Promise<string> {
  const parsed = parseComment(incoming.body);
  if (parsed.type === 'ignore') return 'Nothing was asked.';
  const { commentId, topCommentId, number } = incoming;
  const request = {
    ...requestBase(incoming, delivery),
    ...{ key: `answer:${commentId}`, number, topCommentId, words: firstLine(incoming.body) },
  };
  if (parsed.type === 'reply') return answerWords(context, request, parsed.error);
  if (parsed.command.name !== 'keep') return answerWords(context, request, onlyAnswers());
  return handleRequest(context, { ...request, command: parsed.command });
}

async function handleLabel(
  context: AppContext,
  delivery: Delivery,
  incoming: Kind<'label'>,
): Promise<string> {
  const { number, label, phase } = incoming;
  const request = {
    ...requestBase(incoming, delivery),
    ...{ key: `label:${delivery.id}`, number, label, words: `label ${label}` },
  };
  if (!incoming.pullRequest) return answerWords(context, request, onlyPullRequests());
  const command = { name: 'run', work: { kind: 'phase', phase, text: '' }, flags: {} } as const;
  return handleRequest(context, { ...request, command });
}

async function handleRerun(
  context: AppContext,
  delivery: Delivery,
  incoming: Kind<'rerun'>,
): Promise<string> {
  const id = parseExternalId(incoming.externalId);
  if (!id) return 'The check run does not belong to a run.';
  return handleRequest(context, {
    ...requestBase(incoming, delivery),
    key: `rerequest:${delivery.id}`,
    number: id.pullNumber,
    words: `re-run of ${id.run}`,
    command: { name: 'retry', run: id.run },
  });
}

/** GitHub's "Re-run all": the newest run of each phase on that commit. */
async function handleRerunAll(
  context: AppContext,
  delivery: Delivery,
  incoming: Kind<'rerun-all'>,
): Promise<string> {
  const { id } = incoming.repository;
  const runs = await context.store.listRuns({ repositoryId: id, sha: incoming.headSha, state: 'ended' });
  const asked = (run: Run) => {
    const { work, flags } = workOf(run);
    return JSON.stringify([run.pr, work, flags]);
  };
  const newest = new Map(runs.toReversed().map(run => [asked(run), run]));
  const outcomes: string[] = [];
  for (const run of newest.values()) {
    const request: Request = {
      ...requestBase(incoming, delivery),
      key: `rerequest:${delivery.id}:${run.id}`,
      number: run.pr,
      words: `re-run of ${run.id}`,
      command: { name: 'retry', run: run.id },
    };
    outcomes.push(await handleRequest(context, request));
  }
  return outcomes.join(' ') || 'No run belongs to that commit.';
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}
