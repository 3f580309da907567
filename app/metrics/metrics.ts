import { collectDefaultMetrics, Registry } from 'prom-client';
import type { RunEvent } from '../../shared/events.ts';
import type { RateLeft } from '../../shared/github/send.ts';
import { createInstruments } from './instruments.ts';
import { createPhaseClock } from './phase-clock.ts';
import { type StateSources, watchState } from './state.ts';

export interface Metrics {
  readonly contentType: string;
  /** Everything in Prometheus' text format. */
  text(): Promise<string>;
  /** What is true now comes from these, once there are any. */
  watch(sources: StateSources): void;
  /** A worker has a run: how long it waited, in milliseconds, when this is the first one. */
  begun(runId: string, waitedMs: number | undefined): void;
  hear(runId: string, event: RunEvent): void;
  /** A run ended, so many milliseconds after it began. */
  ended(runId: string, conclusion: string, tookMs: number): void;
  /** A webhook request came in; call the result with the status of its answer. */
  webhook(): (status: number) => void;
  redelivered(): void;
  rateLeft(installationId: number, left: RateLeft): void;
}

/** Node's own figures are of the process, however many servers a test starts in it. */
let ofProcess: Registry | undefined;

/** The figures of one server. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const instruments = createInstruments(registry);
  const phases = createPhaseClock((phase, ms) => instruments.phase.observe({ phase }, ms / 1000));
  let read = async (): Promise<void> => {};
  return {
    contentType: registry.contentType,
    async text() {
      if (!ofProcess) {
        ofProcess = new Registry();
        collectDefaultMetrics({ register: ofProcess });
      }
      await read();
      return Registry.merge([registry, ofProcess]).metrics();
    },
    watch(sources) {
      read = watchState(registry, sources);
    },
    begun(runId, waitedMs) {
      phases.forget(runId);
      if (waitedMs !== undefined) instruments.queueWait.observe(Math.max(0, waitedMs) / 1000);
    },
    hear(runId, event) {
      if (event.type === 'phase') phases.enter(runId, event.phase);
    },
    ended(runId, conclusion, tookMs) {
      phases.leave(runId);
      instruments.runs.inc({ conclusion });
      instruments.runSeconds.observe({ conclusion }, Math.max(0, tookMs) / 1000);
    },
    webhook() {
      const end = instruments.webhook.startTimer();
      return status => end({ status });
    },
    redelivered: () => instruments.redelivered.inc(),
    rateLeft: (installation, { resource, remaining }) =>
      instruments.rateLeft.set({ installation, resource }, remaining),
  };
}
