import { quantile } from '../measure.ts';
import { benchImage } from '../support/docker.ts';
import { openRuns } from '../support/runs.ts';
import type { Figure, Measurement } from '../types.ts';

const LINES = 150;
/** Irregular, so that the lines meet our follower at every point of its round. */
const PRINT = `n=0; while [ "$n" -lt ${LINES} ]; do date +%s%N; sleep "0.0$(((n * 7) % 9 + 1))"; n=$((n + 1)); done`;

/** Of one run's lines, what 99 % stay below, in milliseconds. The container has this machine's clock. */
async function open(profile: object): Promise<Measurement> {
  let latencies: number[] = [];
  let unfinished = '';
  const runs = await openRuns(profile, (_, event) => {
    if (event.type !== 'output') return;
    const now = performance.timeOrigin + performance.now();
    const lines = (unfinished + Buffer.from(event.bytes).toString()).split('\n');
    unfinished = lines.pop() ?? '';
    for (const line of lines) latencies.push(now - Number(line) / 1e6);
  });
  return {
    async ours() {
      latencies = [];
      await runs.comment(`/speckit run -- ${PRINT}`);
      await runs.idle();
      if (latencies.length !== LINES) throw new Error(`${latencies.length} of ${LINES} lines were seen`);
      return quantile(latencies, 0.99);
    },
    [Symbol.asyncDispose]: () => runs[Symbol.asyncDispose](),
  };
}

const about = 'a line printed in the sandbox to its output event in the App, p99 of a run';
const target = { kind: 'value', most: 500 } as const;
const figures: Figure[] = [
  {
    name: 'output-latency-docker',
    about,
    unit: 'ms',
    runs: 3,
    target,
    open: async () => open({ driver: 'docker', docker: { image: await benchImage() } }),
  },
  { name: 'output-latency-local', about, unit: 'ms', runs: 3, target, open: () => open({ driver: 'local' }) },
];
export default figures;
