import type { AskedConflict } from '../events.ts';
import { type ConflictQuestion, parseConflictMarker } from './conflict-question.ts';
import { type Asking, detailText, reviewText, threadText } from './conflict-text.ts';
import { isOutage, isRateLimit, statusOf, toGitHubError } from './github-error.ts';
import { type Placement, placementOf, type ShownLines, shownLines } from './review-lines.ts';
import { listThreads, type PullTarget, type ReviewThread } from './review-threads.ts';

export interface AskTarget extends PullTarget, Asking {
  /** Login of the App's own account: a thread of anybody else with our marker is not ours. */
  author: string;
}

/** More threads than this drown a pull request, and GitHub's limit of content; the rest is asked in the status comment. */
const MOST_THREADS = 50;

/**
 * Puts conflicts to people: one review with a thread for each on the lines in question, on the file where the diff does
 * not show the lines, and as a detail for the status comment where it does not show the file. A conflict that has an
 * open thread of ours is not asked twice. A thread that GitHub does not take costs none of the others.
 */
export async function askConflicts(
  target: AskTarget,
  questions: readonly ConflictQuestion[],
): Promise<AskedConflict[]> {
  const before = threadsByConflict(target, await listThreads(target));
  const missing = questions.filter(({ id }) => !before.has(id)).slice(0, MOST_THREADS);
  if (missing.length > 0) await post(target, missing, await shownFiles(target));
  // What is there now is the truth, whatever was answered on the way.
  const now = missing.length > 0 ? threadsByConflict(target, await listThreads(target)) : before;
  return questions.map(question => {
    const { id, path } = question;
    const thread = now.get(id);
    if (!thread) return { id, path, detail: detailText(target, question) };
    const { repositoryUrl } = target.run;
    const url = `${repositoryUrl}/pull/${target.pullNumber}#discussion_r${thread.comments[0].id}`;
    return { id, path, url };
  });
}

/** Our open threads of the run, by the conflict that they ask about. */
export function threadsByConflict(
  { author, run }: Pick<AskTarget, 'author'> & { run: { id: string } },
  threads: readonly ReviewThread[],
): Map<string, ReviewThread> {
  const open = ownThreads({ author, runId: run.id }, threads).filter(({ thread }) => !thread.resolved);
  return new Map(open.map(({ conflict, thread }) => [conflict, thread]));
}

/** Our threads about a run's conflicts, resolved ones too. */
export function ownThreads(
  { author, runId }: { author: string; runId: string },
  threads: readonly ReviewThread[],
): { conflict: string; thread: ReviewThread }[] {
  return threads.flatMap(thread => {
    const [top] = thread.comments;
    const marker = top.author === author ? parseConflictMarker(top.body) : undefined;
    return marker?.run === runId ? [{ conflict: marker.conflict, thread }] : [];
  });
}

/** Head-side paths of the pull request's diff, with the lines that it shows; GitHub leaves out those of large files. */
async function shownFiles(target: AskTarget): Promise<Map<string, ShownLines[]>> {
  const { client, owner, repo, pullNumber, signal } = target;
  try {
    const files = await client.paginate(client.rest.pulls.listFiles, {
      owner,
      repo,
      pull_number: pullNumber,
      per_page: 100,
      request: signal ? { signal } : {},
    });
    return new Map(files.map(({ filename, patch }) => [filename, patch ? shownLines(patch) : []]));
  } catch (error) {
    throw toGitHubError(error, `list the files of the pull request #${pullNumber}`);
  }
}

interface Anchored {
  question: ConflictQuestion;
  /** The path that the thread hangs on. */
  path: string;
  placement?: Placement;
}

async function post(
  target: AskTarget,
  questions: readonly ConflictQuestion[],
  shown: ReadonlyMap<string, ShownLines[]>,
): Promise<void> {
  const anchored = questions.flatMap((question): Anchored[] => {
    const path = [question.path, ...question.paths].find(one => shown.has(one));
    if (path === undefined) return [];
    const placement = path === question.path ? placementOf(question, shown.get(path) ?? []) : undefined;
    return [{ question, path, ...(placement ? { placement } : {}) }];
  });
  const onLines = anchored.filter(({ placement }) => placement !== undefined);
  const singly = (await postReview(target, onLines))
    ? anchored.filter(one => !onLines.includes(one))
    : anchored;
  for (const one of singly) await postSingly(target, one);
}

/** Whether the review is there; a refused one means that GitHub did not take one of its threads, without saying which. */
async function postReview(target: AskTarget, anchored: readonly Anchored[]): Promise<boolean> {
  if (anchored.length === 0) return true;
  const { client, owner, repo, pullNumber, branchHead, signal } = target;
  const send = () =>
    client.rest.pulls.createReview({
      owner,
      repo,
      pull_number: pullNumber,
      commit_id: branchHead,
      event: 'COMMENT',
      body: reviewText(target, anchored.length),
      comments: anchored.map(({ question, path, placement }) => ({
        path,
        body: threadText(target, question, placement),
        ...lineFields(placement),
      })),
      request: signal ? { signal } : {},
    });
  return taken(target, 'review', send, anchored);
}

/** On its lines, else on its file; where GitHub takes neither, the status comment asks. */
async function postSingly(target: AskTarget, anchored: Anchored): Promise<void> {
  const { client, owner, repo, pullNumber, branchHead, signal } = target;
  const { question, path, placement } = anchored;
  const at = {
    owner,
    repo,
    pull_number: pullNumber,
    commit_id: branchHead,
    path,
    request: signal ? { signal } : {},
  };
  const onLines = () =>
    client.rest.pulls.createReviewComment({
      ...at,
      body: threadText(target, question, placement),
      ...lineFields(placement),
    });
  if (placement && (await taken(target, 'comment', onLines, [anchored]))) return;
  // The types want a line for every comment; one on a file has none.
  const onFile = () =>
    client.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/comments', {
      ...at,
      body: threadText(target, question),
      subject_type: 'file',
    } as Parameters<typeof client.rest.pulls.createReviewComment>[0] & object);
  await taken(target, 'comment', onFile, [anchored]);
}

/** Whether GitHub took it. What it will not take from us at all (a locked conversation) is asked elsewhere. */
async function taken(
  target: AskTarget,
  what: 'review' | 'comment',
  send: () => Promise<unknown>,
  anchored: readonly Anchored[],
): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    target.signal?.throwIfAborted();
    const status = statusOf(error);
    if (status === 422 || (status === 403 && !isRateLimit(error))) return false;
    if (isOutage(error)) {
      // Its answer may have been lost; what is there must not be asked twice.
      const there = threadsByConflict(target, await listThreads(target));
      if (anchored.every(({ question }) => there.has(question.id))) return true;
    }
    throw toGitHubError(error, `post a ${what} on the pull request #${target.pullNumber}`);
  }
}

function lineFields(placement: Placement | undefined) {
  if (!placement) return {};
  const { start, end } = placement;
  const side = 'RIGHT';
  return start === end
    ? ({ line: end, side } as const)
    : ({ start_line: start, start_side: side, line: end, side } as const);
}
