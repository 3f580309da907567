import { SpeckitError } from '../shared/errors.ts';

/** Between the first signal and letting go: the runner sends SIGTERM after 7.5 s, and all is to be over by then. */
export const GRACE_MS = 4_000;
/** How long the sandbox's removal may take once everything else was let go. */
export const DISCARD_MS = 3_000;

export interface Cancellation extends Disposable {
  /** Ends the command; what it has made so far is still collected. */
  readonly soft: AbortSignal;
  /** Lets go of everything: only the sandbox is still released. */
  readonly hard: AbortSignal;
}

/** The runner's way to cancel a job: SIGINT, 7.5 s later SIGTERM, 2.5 s later KILL. */
export function listenForCancel(emitter: NodeJS.EventEmitter = process): Cancellation {
  const soft = new AbortController();
  const hard = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const reason = () =>
    new SpeckitError('cancelled', 'The workflow run was cancelled.', {
      hint: 'Post the command again, or re-run the job.',
    });
  const letGo = () => {
    soft.abort(soft.signal.reason ?? reason());
    hard.abort(soft.signal.reason);
  };
  const interrupt = () => {
    if (soft.signal.aborted) return letGo();
    soft.abort(reason());
    timer = setTimeout(letGo, GRACE_MS);
  };
  emitter.on('SIGINT', interrupt);
  emitter.on('SIGTERM', letGo);
  return {
    soft: soft.signal,
    hard: hard.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      emitter.off('SIGINT', interrupt);
      emitter.off('SIGTERM', letGo);
    },
  };
}
