import { setTimeout as pause } from 'node:timers/promises';
import type { Sandbox } from '../drivers/types.ts';
import type { Emit } from '../events.ts';

const FIRST_MS = 1000;
const EVERY_MS = 5000;

/**
 * Emits what the sandbox uses every few seconds until disposed; nothing where the driver cannot tell. `ranMs`: for how
 * long the command has run before.
 */
export function sampleUsage(
  sandbox: Pick<Sandbox, 'usage'>,
  emit: Emit,
  { firstMs = FIRST_MS, everyMs = EVERY_MS, ranMs = 0 } = {},
): Disposable {
  const stop = new AbortController();
  const { signal } = stop;
  const started = performance.now() - ranMs;
  const sample = async () => {
    try {
      const usage = await sandbox.usage?.({ signal });
      if (!usage || signal.aborted) return;
      emit({ type: 'usage', sample: { ...usage, elapsedMs: Math.round(performance.now() - started) } });
    } catch {
      // A sample less is no reason to end a run; what is really wrong, following the command tells.
    }
  };
  const go = async () => {
    for (let wait = firstMs; ; wait = everyMs) {
      await pause(wait, undefined, { signal, ref: false });
      await sample();
    }
  };
  if (sandbox.usage) go().catch(() => {}); // Ends by the signal only.
  return { [Symbol.dispose]: () => stop.abort() };
}
