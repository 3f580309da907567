import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { packSnapshot } from '../../../shared/sync/pack.ts';
import { openUpdate } from '../../../shared/sync/update.ts';
import { seconds } from '../measure.ts';
import { inside, rsync, rsyncImage } from '../support/rsync.ts';
import { openUploads, placesIn } from '../support/uploads.ts';
import { pathsOf, TREE } from '../trees.ts';
import type { Figure, Measurement } from '../types.ts';

const CHANGED = 10;
/** A sandbox gets ready while the commit is fetched and packed, as the fresh one is made before its upload. */
const READY_MS = 500;

async function open(rsynced: boolean): Promise<Measurement> {
  await using opening = new AsyncDisposableStack();
  const options = rsynced ? { image: await rsyncImage() } : {};
  const uploads = opening.use(await openUploads('text', 'docker', TREE, options));
  const { repository } = uploads;
  const kept = await uploads.sandbox();
  await uploads.upload(kept);
  // As in a run: hardly a command is over within the second of the upload.
  await pause(1500);
  const other = `${kept.home}/other`;
  const opened = opening.move();
  return {
    async ours() {
      const snapshot = await packSnapshot(repository.mirror, await repository.change(CHANGED), {
        exclude: [],
      });
      await using update = openUpdate(kept, { ...placesIn(kept), branch: 'feature' });
      await pause(READY_MS);
      return await seconds(async () => {
        const updated = await update.send(repository.mirror, snapshot);
        if (!updated.done) throw updated.why;
      });
    },
    async reference() {
      if (rsynced) {
        await changeLines(uploads.repository.files);
        return await seconds(() => rsync(uploads.repository.files, inside(kept, other)));
      }
      const fresh = await uploads.sandbox();
      return await seconds(() => uploads.upload(fresh));
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** The same change to the plain files. */
async function changeLines(folder: string): Promise<void> {
  for (const file of pathsOf('text', CHANGED)) await appendFile(path.join(folder, file), '// change\n');
}

const figures: Figure[] = [
  {
    name: 'upload-again',
    about:
      'a commit with ten changed files into a sandbox that holds the one before; reference: the whole of 1000 files, 100 MB',
    unit: 's',
    runs: 5,
    target: { kind: 'ratio', most: 0.2 },
    open: () => open(false),
  },
  {
    name: 'upload-again-rsync',
    about: 'the same; reference: `rsync` of the ten into a container that has the others',
    unit: 's',
    runs: 5,
    open: () => open(true),
  },
];
export default figures;
