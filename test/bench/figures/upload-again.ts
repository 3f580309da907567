import { packSnapshot } from '../../../shared/sync/pack.ts';
import { updateSnapshot } from '../../../shared/sync/update.ts';
import { seconds } from '../measure.ts';
import { openUploads, placesIn } from '../support/uploads.ts';
import type { Figure, Measurement } from '../types.ts';

const CHANGED = 10;

async function open(): Promise<Measurement> {
  await using opening = new AsyncDisposableStack();
  const uploads = opening.use(await openUploads('text'));
  const { repository } = uploads;
  const kept = await uploads.sandbox();
  await uploads.upload(kept);
  const opened = opening.move();
  return {
    async ours() {
      const snapshot = await packSnapshot(repository.mirror, await repository.change(CHANGED), {
        exclude: [],
      });
      const place = { ...placesIn(kept), branch: 'feature' };
      return await seconds(async () => {
        const updated = await updateSnapshot(kept, repository.mirror, snapshot, place);
        if (!updated.done) throw updated.why;
      });
    },
    async reference() {
      const fresh = await uploads.sandbox();
      return await seconds(() => uploads.upload(fresh));
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const figures: Figure[] = [
  {
    name: 'upload-again',
    about:
      'a commit with ten changed files into a sandbox that holds the one before; reference: the whole of 1000 files, 100 MB',
    unit: 's',
    runs: 5,
    target: { kind: 'ratio', most: 0.2 },
    open,
  },
];
export default figures;
