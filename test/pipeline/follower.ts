// A process that starts or takes up a session and writes what it hears, as one JSON line per chunk, to stdout.
import type { DriverName } from '../../shared/drivers/index.ts';
import { openDriver } from '../../shared/drivers/open.ts';
import { runSession } from '../../shared/session/index.ts';

/** Everything that a process knows of a run that another one has begun. */
export interface Handle {
  driver: DriverName;
  settings: unknown;
  dataDir: string;
  sandboxId: string;
  offset: number;
  /** Present for the one that starts it. */
  script?: string;
}

export type Heard = { offset: number; base64: string } | { end: unknown };

const handle = JSON.parse(process.argv[2] ?? '') as Handle;
const driver = await openDriver({ ...handle, variables: process.env });
const sandbox = await driver.attach(handle.sandboxId);
const tell = (heard: Heard) =>
  new Promise<void>(resolve => process.stdout.write(`${JSON.stringify(heard)}\n`, () => resolve()));
const end = await runSession(sandbox, {
  dir: `${sandbox.home}/ctl/cmd`,
  offset: handle.offset,
  onOutput: (offset, bytes) => tell({ offset, base64: Buffer.from(bytes).toString('base64') }),
  ...(handle.script === undefined ? {} : { start: { script: handle.script, cwd: sandbox.home } }),
});
await tell({ end });
