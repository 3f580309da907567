import type { Sandbox } from '../../../shared/drivers/types.ts';
import { meterDocker } from '../support/socket-meter.ts';
import { openUploads } from '../support/uploads.ts';
import { TREE, type TreeKind } from '../trees.ts';
import type { Figure, Measurement } from '../types.ts';

async function open(kind: TreeKind): Promise<Measurement> {
  await using opening = new AsyncDisposableStack();
  // Before the driver and the `docker` program look for the engine.
  const meter = opening.use(await meterDocker());
  const uploads = opening.use(await openUploads(kind, 'docker', TREE, { streamed: true }));
  const opened = opening.move();
  const counted = async (work: (sandbox: Sandbox) => Promise<void>) => {
    const sandbox = await uploads.sandbox();
    const before = meter.sent();
    await work(sandbox);
    return meter.sent() - before;
  };
  return {
    ours: () => counted(uploads.upload),
    reference: () => counted(uploads.copy),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const about = 'bytes to the engine for 1000 files, 100 MB; reference: `docker cp` of them';
const figures: Figure[] = [
  {
    name: 'upload-bytes',
    about,
    unit: 'bytes',
    runs: 2,
    target: { kind: 'ratio', most: 0.5 },
    open: () => open('text'),
  },
  { name: 'upload-bytes-incompressible', about, unit: 'bytes', runs: 2, open: () => open('incompressible') },
];
export default figures;
