import { parseComment } from '../command/parse.ts';
import type { AskedConflict } from '../events.ts';
import { type ConflictQuestion, parseAnswerMarker } from './conflict-question.ts';
import { answeredText } from './conflict-text.ts';
import { toGitHubError } from './github-error.ts';
import { findRunCommit } from './landed.ts';
import { dropRef, readRef } from './refs.ts';
import { askConflicts, ownThreads } from './review.ts';
import {
  listThreads,
  type PullTarget,
  type ReviewThread,
  replyInThread,
  resolveThread,
  type ThreadComment,
} from './review-threads.ts';
import type { RunFacts } from './run-facts.ts';

export interface DeskOptions extends PullTarget {
  run: RunFacts;
  /** Login of the App's own account. */
  author: string;
  /** The ref that keeps the run's result, in full. */
  resultRef: string;
  branch: string;
  /** Whether somebody may settle conflicts of this run; asked at most once for each login. */
  mayAnswer(login: string, bot: boolean): Promise<boolean>;
  signal: AbortSignal;
}

/** One thread of ours about a conflict of the run. */
export interface ConflictThread {
  /** Node id. */
  id: string;
  /** Id of the comment that it starts with. */
  top: number;
  conflict: string;
  resolved: boolean;
  /** Whether somebody who may answer resolved it, not we. */
  resolvedByPerson: boolean;
  /** The newest answer in it of somebody who may give one. */
  answer?: { side: 'branch' | 'result'; by: string };
}

export interface KeptResult {
  /** The commit that holds it. */
  sha: string;
  /** Its parent: the commit that the run worked on. */
  base: string;
}

/** What GitHub knows about the open conflicts of one run, and where people are asked. Methods reject with `SpeckitError`s. */
export interface ConflictDesk {
  /** `undefined` when it is kept no longer. */
  kept(): Promise<KeptResult | undefined>;
  /** The commit on the branch that an earlier attempt has made of the result. */
  landed(): Promise<string | undefined>;
  threads(): Promise<ConflictThread[]>;
  /** Those that nobody has resolved, whatever was answered in them. */
  openThreads(): Promise<Pick<ConflictThread, 'id' | 'top'>[]>;
  ask(questions: readonly ConflictQuestion[], branchHead: string): Promise<AskedConflict[]>;
  /** Notes an answer down in a thread. */
  note(thread: ConflictThread, answer: { side: 'branch' | 'result'; by: string }): Promise<void>;
  /** Says `text` in the thread, if given, and resolves it. */
  close(thread: Pick<ConflictThread, 'id' | 'top'>, text?: string): Promise<void>;
  /** Removes the ref of the kept result; one that is gone is fine. */
  forget(): Promise<void>;
}

export function conflictDesk(options: DeskOptions): ConflictDesk {
  const { client, owner, repo, run, author, signal } = options;
  const ref = options.resultRef.replace(/^refs\//, '');
  const permitted = new Map<string, Promise<boolean>>();
  const may = (login: string, bot: boolean) => {
    const known = permitted.get(login) ?? options.mayAnswer(login, bot);
    permitted.set(login, known);
    return known;
  };
  return {
    async kept() {
      try {
        const sha = await readRef(options, ref);
        if (sha === undefined) return undefined;
        const { data } = await client.rest.git.getCommit({
          owner,
          repo,
          commit_sha: sha,
          request: { signal },
        });
        const [parent] = data.parents;
        return parent && { sha, base: parent.sha };
      } catch (error) {
        throw toGitHubError(error, `read \`${options.resultRef}\``);
      }
    },
    async landed() {
      return (await findRunCommit(options, { branch: options.branch, runId: run.id }))?.sha;
    },
    async threads() {
      const own = ownThreads({ author, runId: run.id }, await listThreads(options));
      return Promise.all(own.map(({ conflict, thread }) => toFact(conflict, thread, author, may)));
    },
    async openThreads() {
      const own = ownThreads({ author, runId: run.id }, await listThreads(options));
      return own.flatMap(({ thread: { id, resolved, comments } }) =>
        resolved ? [] : [{ id, top: comments[0].id }],
      );
    },
    ask: (questions, branchHead) => askConflicts({ ...options, branchHead }, questions),
    note: (thread, { side, by }) => replyInThread(options, thread.top, answeredText(side, by)),
    async close(thread, text) {
      if (text !== undefined) await replyInThread(options, thread.top, text);
      await resolveThread(options, thread.id);
    },
    async forget() {
      try {
        await dropRef(options, options.resultRef);
      } catch (error) {
        throw toGitHubError(error, `remove \`${options.resultRef}\``);
      }
    },
  };
}

async function toFact(
  conflict: string,
  { id, resolved, resolvedBy, comments }: ReviewThread,
  author: string,
  may: (login: string, bot: boolean) => Promise<boolean>,
): Promise<ConflictThread> {
  const [top, ...replies] = comments;
  const byPerson =
    resolved && resolvedBy !== undefined && resolvedBy.login !== author
      ? await may(resolvedBy.login, resolvedBy.bot)
      : false;
  let answer: ConflictThread['answer'];
  for (const reply of replies) {
    const found = answerOf(reply, author);
    if (found && (reply.author === author || (await may(reply.author, reply.bot)))) answer = found;
  }
  return { id, top: top.id, conflict, resolved, resolvedByPerson: byPerson, ...(answer ? { answer } : {}) };
}

/** An edited reply is none: whoever edits it need not be the one who wrote it. */
function answerOf({ body, author: by, unedited }: ThreadComment, own: string): ConflictThread['answer'] {
  if (by === own) return parseAnswerMarker(body);
  if (!unedited || by === '') return undefined;
  const parsed = parseComment(body);
  if (parsed.type !== 'command' || parsed.command.name !== 'keep') return undefined;
  return { side: parsed.command.side, by };
}
