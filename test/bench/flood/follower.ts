/**
 * Runs one session that prints a lot, in a process of its own so that its memory is only ours. Started by `fork`;
 * answers with a {@link Flooded} on the process's channel, and ends with its parent.
 */
import { type OpenDriverOptions, openDriver } from '../../../shared/drivers/open.ts';
import { runSession } from '../../../shared/session/index.ts';

export interface FloodOptions {
  handle: OpenDriverOptions;
  sandboxId: string;
  bytes: number;
}

export interface Flooded {
  seconds: number;
  /** Peak memory above that of the idle process, which has the driver and its SDK loaded. */
  memoryBytes: number;
}

const { handle, sandboxId, bytes } = JSON.parse(process.argv[2] ?? '') as FloodOptions;
process.on('disconnect', () => process.exit());
const sandbox = await (await openDriver(handle)).attach(sandboxId);
await sandbox.exec(['true']);

const idle = process.memoryUsage.rss();
let peak = idle;
const look = () => {
  peak = Math.max(peak, process.memoryUsage.rss());
};
const timer = setInterval(look, 20);
let received = 0;
const start = performance.now();
await runSession(sandbox, {
  dir: `${sandbox.home}/ctl/cmd`,
  start: { script: `head -c ${bytes} /dev/zero`, cwd: sandbox.home },
  onOutput(_, chunk) {
    received += chunk.length;
    look();
  },
});
const seconds = (performance.now() - start) / 1000;
clearInterval(timer);
if (received !== bytes) throw new Error(`${received} of ${bytes} bytes came`);
const flooded: Flooded = { seconds, memoryBytes: peak - idle };
process.send?.(flooded, () => process.disconnect());
