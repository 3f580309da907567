import { SpeckitError } from '../../shared/errors.ts';
import { EXIT } from './exit.ts';

export interface Interrupt extends Disposable {
  /** Aborts at the first signal. */
  signal: AbortSignal;
  /** What is said at the second one. */
  onForcedExit(say: () => string): void;
}

// Not SIGHUP: a terminal that is closed leaves its run to itself, as a lost connection does.
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Ctrl-C once asks the command to end; twice leaves at once. */
export function listenForInterrupts(stderr: NodeJS.WriteStream): Interrupt {
  const controller = new AbortController();
  let say: () => string = () => '';
  const hear = () => {
    if (controller.signal.aborted) {
      const last = say();
      if (last !== '') stderr.write(`${last}\n`);
      process.exit(EXIT.cancelled);
    }
    controller.abort(
      new SpeckitError('cancelled', 'It was cancelled.', { hint: 'Start it again when you like.' }),
    );
  };
  for (const name of SIGNALS) process.on(name, hear);
  return {
    signal: controller.signal,
    onForcedExit(sentence) {
      say = sentence;
    },
    [Symbol.dispose]() {
      for (const name of SIGNALS) process.off(name, hear);
    },
  };
}
