import { isSpeckitError, type SpeckitError } from '../errors.ts';
import type { RunEvent, RunOutcome } from '../events.ts';
import { type Before, createTail } from '../text/tail.ts';
import { createCheckRun, externalId } from './check-run.ts';
import { checkConclusion, completedCheck, type Progress, queuedCheck, runningCheck } from './check-text.ts';
import type { Client } from './client.ts';
import { createCoalescer } from './coalescer.ts';
import { endedComment, type Links, queuedComment, runningComment } from './comment-text.ts';
import type { RunFacts } from './run-facts.ts';
import { createStatusComment } from './status-comment.ts';

/** Enough for the check run's text, which is cut to 65,535 bytes after cleaning. */
export const REPORTED_BYTES = 96 * 1024;
/** Rendering the tail is not free, so a busy output is rendered at this pace whatever GitHub's interval. */
const RENDER_MS = 1000;

export interface ReporterOptions {
  client: Client;
  owner: string;
  repo: string;
  facts: RunFacts;
  botLogin: string;
  createdAt: Date;
  startedAt?: Date;
  /** Present when only its end is shown again. */
  endedAt?: Date | undefined;
  statusCommentId?: number | undefined;
  checkRunId?: number | undefined;
  /** An earlier try may have made a check run whose id is not known: look for it first. */
  adopt?: boolean;
  /** What an earlier attempt has shown of the output. */
  before?: Before;
  /** Whether there is a check run at all; default: yes. */
  check?: boolean;
  /** Where the run can be watched. */
  page?: string | undefined;
  /** See {@link RunFacts.memo}; asked with the outcome once there is one. */
  memo?: (outcome?: RunOutcome) => string;
  onError(error: SpeckitError): void;
}

/** Where the person can follow the run, as far as GitHub let us write there. */
export interface Places {
  statusCommentId?: number;
  checkRunId?: number;
}

export interface Reporter {
  /** Announces a run that waits. */
  queued(ahead: number): Promise<Places>;
  /** Announces that it runs; live updates follow from {@link Reporter.hear}. */
  started(): Promise<Places>;
  /** Takes an event of the pipeline; never throws, never waits. */
  hear(event: RunEvent): void;
  /**
   * Completes check run and comment. A place that GitHub refuses is reported and does not stop the others; `missed`
   * tells that one was not written for a reason that passes.
   */
  ended(outcome: RunOutcome): Promise<Places & { missed: boolean }>;
  /** Says nothing more: for a process that has the run no longer. */
  stop(): void;
}

/** Shows one run on GitHub: its check run and its status comment. */
export function createReporter(options: ReporterOptions): Reporter {
  const { client, owner, repo, facts, onError } = options;
  const startedAt = options.startedAt ?? new Date();
  const tail = createTail(REPORTED_BYTES, options.before);
  const notices: string[] = [];
  const state: Pick<Progress, 'phase' | 'transfer' | 'usage'> = {};
  const links: Links = options.page === undefined ? {} : { page: options.page };
  const places: Places = {};
  let missed = false;
  let timer: NodeJS.Timeout | undefined;

  const check = createCheckRun({
    client,
    owner,
    repo,
    headSha: facts.headSha,
    phase: facts.phase,
    externalId: externalId(facts.id, facts.pullNumber),
    startedAt,
    onUpdateError: onError,
    ...(options.checkRunId === undefined ? {} : { id: options.checkRunId }),
    ...(options.adopt === undefined ? {} : { adopt: options.adopt }),
  });
  const comment = createStatusComment({
    client,
    owner,
    repo,
    pullNumber: facts.pullNumber,
    runId: facts.id,
    author: options.botLogin,
    since: options.createdAt,
    ...(options.statusCommentId === undefined ? {} : { id: options.statusCommentId }),
  });

  const progress = (elapsedMs?: number): Progress => ({
    ...state,
    notices,
    tail: tail.bytes(),
    totalBytes: tail.total,
    ...(elapsedMs === undefined ? {} : { elapsedMs }),
  });
  const withMemo = (outcome?: RunOutcome): RunFacts =>
    options.memo ? { ...facts, memo: options.memo(outcome) } : facts;
  const showCheck = async (write: () => Promise<number>) => {
    const id = options.check === false ? undefined : await tolerate(write());
    if (id === undefined) return;
    places.checkRunId = id;
    links.check = `${facts.repositoryUrl}/runs/${id}`;
  };
  const showComment = async (body: string) => {
    const result = await tolerate(comment.write(body));
    if (result && result.kind !== 'refused') places.statusCommentId = result.id;
  };
  const running = () => runningComment(withMemo(), links, { ...state, notices });
  // A newer state follows anyway, so nobody waits for this one, and what becomes of it is only noted.
  const updates = createCoalescer<undefined>(startedAt, async () => {
    try {
      const result = await comment.write(running(), { repeatable: false });
      if (result.kind === 'refused') updates.stop();
    } catch (error) {
      if (!isSpeckitError(error)) throw error;
      onError(error);
    }
  });
  /** One place that cannot be written must not cost the other, nor the run. */
  const tolerate = async <T>(write: Promise<T>): Promise<T | undefined> => {
    try {
      return await write;
    } catch (error) {
      if (!isSpeckitError(error)) throw error;
      missed ||= error.retryable;
      onError(error);
      return undefined;
    }
  };
  const render = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      check.update(runningCheck(facts, progress()));
    }, RENDER_MS);
  };

  return {
    async queued(ahead) {
      await showCheck(() => check.queue(queuedCheck(facts)));
      await showComment(queuedComment(withMemo(), links, ahead));
      return places;
    },
    async started() {
      await showCheck(() => check.start(runningCheck(facts, progress())));
      await showComment(running());
      updates.touch();
      return places;
    },
    hear(event) {
      if (event.type === 'result') return;
      if (event.type === 'output') tail.push(event.bytes);
      else if (event.type === 'phase') state.phase = event.phase;
      else if (event.type === 'usage') state.usage = event.sample;
      else if (event.type === 'progress') state.transfer = event;
      else notices.push(event.text);
      render();
      // Its text shows neither output nor usage.
      if (event.type !== 'output' && event.type !== 'usage') updates.offer(undefined);
    },
    async ended(outcome) {
      clearTimeout(timer);
      updates.stop();
      missed = false;
      const elapsedMs = (options.endedAt ?? new Date()).getTime() - startedAt.getTime();
      const output = completedCheck(facts, outcome, progress(elapsedMs));
      const conclusion = checkConclusion(outcome.conclusion);
      await Promise.all([
        showCheck(() => check.complete(conclusion, output)),
        outcome.commitSha && options.check !== false
          ? tolerate(onCommit(outcome.commitSha).complete(conclusion, output))
          : undefined,
      ]);
      await showComment(endedComment(withMemo(outcome), outcome, { links, elapsedMs, notices }));
      return { ...places, missed };
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
      updates.stop();
      check.stop();
    },
  };

  /** GitHub shows the checks of the newest commit, so the result is shown on ours too. */
  function onCommit(headSha: string) {
    return createCheckRun({
      client,
      owner,
      repo,
      headSha,
      phase: facts.phase,
      externalId: externalId(facts.id, facts.pullNumber),
      startedAt,
      onUpdateError: onError,
      ...(options.adopt === undefined ? {} : { adopt: options.adopt }),
    });
  }
}
