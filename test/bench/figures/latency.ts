import type { DriverName } from '../../../shared/drivers/index.ts';
import type { Sandbox } from '../../../shared/drivers/types.ts';
import { runSession } from '../../../shared/session/index.ts';
import { quantile } from '../measure.ts';
import { openPlace } from '../places/index.ts';
import { openSandbox } from '../support/docker.ts';
import type { Figure, Measurement } from '../types.ts';

const SESSIONS = 10;
const LINES = 30;
/** Irregular, so that the lines meet our follower at every point of its round. */
const PRINT = `n=0; while [ "$n" -lt ${LINES} ]; do date +%s%N; sleep "0.$(((n * 7) % 9 + 1))"; n=$((n + 1)); done`;

/** Sandboxes have this machine's clock here, so a line's own time tells how old it is. */
async function stream(sandbox: Sandbox): Promise<number[]> {
  const latencies: number[] = [];
  let unfinished = '';
  await runSession(sandbox, {
    dir: `${sandbox.home}/ctl/cmd`,
    start: { script: PRINT, cwd: sandbox.home },
    onOutput(_, bytes) {
      const now = performance.timeOrigin + performance.now();
      const lines = (unfinished + Buffer.from(bytes).toString()).split('\n');
      unfinished = lines.pop() ?? '';
      for (const line of lines) latencies.push(now - Number(line) / 1e6);
    },
  });
  if (latencies.length !== LINES) throw new Error(`${latencies.length} of ${LINES} lines were seen`);
  return latencies;
}

async function open(driver: DriverName, share: number): Promise<Measurement> {
  const place = await openPlace(driver);
  return {
    async ours() {
      await using opened = new AsyncDisposableStack();
      const sandboxes: Sandbox[] = [];
      // One after the other: making ten at once is another matter.
      for (let index = 0; index < SESSIONS; index++) {
        sandboxes.push(opened.use(await openSandbox(place.driver)));
      }
      return quantile((await Promise.all(sandboxes.map(stream))).flat(), share);
    },
    [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
  };
}

const figure = (driver: DriverName, percent: number): Figure => ({
  name: `latency-${driver}-p${percent}`,
  about: `a line printed in the sandbox to its arrival, p${percent}, while ${SESSIONS} sandboxes stream`,
  unit: 'ms',
  runs: 2,
  target: { kind: 'value', most: 500 },
  open: () => open(driver, percent / 100),
});
const figures = (driver: DriverName): Figure[] => [figure(driver, 50), figure(driver, 99)];
export default figures;
