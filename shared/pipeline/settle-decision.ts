import type { AskedConflict } from '../events.ts';
import type { ConflictThread } from '../github/conflict-desk.ts';
import type { Choice } from '../sync/reconcile.ts';

/** An answer given on the pull request. */
export interface WideAnswer {
  side: Choice;
  by: string;
  /** Id of a single conflict, or its beginning; default: all that are open. */
  conflict?: string;
}

export interface SettleFacts {
  /** Ids of what conflicts now. */
  conflicts: readonly string[];
  threads: readonly ConflictThread[];
  /** What has been asked up to now, in threads and in the status comment. */
  asked: readonly AskedConflict[];
  wide?: WideAnswer;
}

export interface SettleDecision {
  /** The side for each conflict that is settled. */
  chosen: ReadonlyMap<string, Choice>;
  /** Conflicts that still wait for an answer. */
  open: readonly string[];
  /** Answers given on the pull request, to be noted down where they are asked if something stays open. */
  recorded: readonly { conflict: string; thread?: ConflictThread; side: Choice; by: string }[];
  /** Open threads of what does not conflict any more. */
  moot: readonly ConflictThread[];
  /** Whether a single conflict was named that is not open. */
  unknown: boolean;
}

/**
 * What the answers up to now amount to. An answer in a conflict's own thread counts, else an earlier one on the pull
 * request; a thread that a person resolved without an answer keeps the branch's. An answer on the pull request is for
 * what people had been asked by then, so a conflict that came up since is not settled by it. Pure.
 */
export function decideSettlement({ conflicts, threads, asked, wide }: SettleFacts): SettleDecision {
  const chosen = new Map<string, Choice>();
  const open: string[] = [];
  const recorded: SettleDecision['recorded'][number][] = [];
  let named = false;
  for (const conflict of conflicts) {
    const own = threads.filter(thread => thread.conflict === conflict);
    const earlier = asked.find(({ id }) => id === conflict);
    const before = ownAnswer(own) ?? earlier?.answer?.side;
    const now = own.length > 0 || earlier ? wideAnswer(conflict, before, wide) : undefined;
    if (now && wide?.conflict !== undefined) named = true;
    const side = now?.side ?? before;
    if (!side) {
      open.push(conflict);
      continue;
    }
    chosen.set(conflict, side);
    const thread = own.find(({ resolved }) => !resolved);
    if (now) recorded.push({ conflict, ...(thread ? { thread } : {}), side: now.side, by: now.by });
  }
  return {
    chosen,
    open,
    recorded,
    moot: threads.filter(({ conflict, resolved }) => !resolved && !conflicts.includes(conflict)),
    unknown: wide?.conflict !== undefined && !named,
  };
}

function ownAnswer(threads: readonly ConflictThread[]): Choice | undefined {
  const answered = threads.findLast(({ answer }) => answer !== undefined)?.answer;
  if (answered) return answered.side;
  return threads.some(({ resolved, resolvedByPerson }) => resolved && resolvedByPerson)
    ? 'branch'
    : undefined;
}

/** One for all leaves alone what was answered by itself; one that names a conflict is the last word on it. */
function wideAnswer(
  conflict: string,
  before: Choice | undefined,
  wide: WideAnswer | undefined,
): WideAnswer | undefined {
  if (!wide) return undefined;
  if (wide.conflict !== undefined) return conflict.startsWith(wide.conflict) ? wide : undefined;
  return before === undefined ? wide : undefined;
}
