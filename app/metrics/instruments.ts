import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

const SHORT = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const LONG = [0.1, 0.5, 1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200];

/** What is counted and timed in this process; every name begins with `speckit_`, times are in seconds. */
export function createInstruments(register: Registry) {
  const registers = [register];
  return {
    runs: new Counter({
      name: 'speckit_runs_total',
      help: 'Runs that ended, by conclusion.',
      labelNames: ['conclusion'],
      registers,
    }),
    runSeconds: new Histogram({
      name: 'speckit_run_seconds',
      help: 'From the start of a run to its end.',
      labelNames: ['conclusion'],
      buckets: LONG,
      registers,
    }),
    queueWait: new Histogram({
      name: 'speckit_queue_wait_seconds',
      help: 'From the request of a run to its start.',
      buckets: LONG,
      registers,
    }),
    phase: new Histogram({
      name: 'speckit_phase_seconds',
      help: 'How long a phase of the pipeline took.',
      labelNames: ['phase'],
      buckets: LONG,
      registers,
    }),
    webhook: new Histogram({
      name: 'speckit_webhook_seconds',
      help: 'From the head of a webhook request to its answer; status 0: the sender went away.',
      labelNames: ['status'],
      buckets: SHORT,
      registers,
    }),
    redelivered: new Counter({
      name: 'speckit_redeliveries_total',
      help: 'Missed deliveries that GitHub was asked to send again.',
      registers,
    }),
    rateLeft: new Gauge({
      name: 'speckit_github_rate_remaining',
      help: 'What GitHub said is left of an hourly limit.',
      labelNames: ['installation', 'resource'],
      registers,
    }),
  };
}

export type Instruments = ReturnType<typeof createInstruments>;
