/**
 * Runs `step` whenever `wake` is called, never twice at once: calls during a step lead to one more.
 * Failures go to `onError`; the next `wake` tries again.
 */
export function createPump(step: () => Promise<void>, onError: (error: unknown) => void) {
  let running: Promise<void> | undefined;
  let again = false;
  const run = async () => {
    try {
      while (again) {
        again = false;
        await step();
      }
    } catch (error) {
      onError(error);
    }
    running = undefined;
  };
  return {
    wake(): void {
      again = true;
      running ??= run();
    },
    /** Resolves when no step is under way. */
    async idle(): Promise<void> {
      while (running) await running;
    },
  };
}
