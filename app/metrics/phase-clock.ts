/** Times the phases of runs: each lasts until the next one, or the run's end. */
export function createPhaseClock(took: (phase: string, ms: number) => void, now = () => performance.now()) {
  const under = new Map<string, { phase: string; since: number }>();
  const leave = (runId: string) => {
    const last = under.get(runId);
    if (last) took(last.phase, now() - last.since);
    under.delete(runId);
  };
  return {
    enter(runId: string, phase: string): void {
      leave(runId);
      under.set(runId, { phase, since: now() });
    },
    leave,
    /** Without counting: somebody else went on with it. */
    forget: (runId: string): void => void under.delete(runId),
  };
}
