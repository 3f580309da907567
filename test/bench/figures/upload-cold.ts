import { seconds } from '../measure.ts';
import { openUploads } from '../support/uploads.ts';
import type { TreeKind } from '../trees.ts';
import type { Figure, Measurement } from '../types.ts';

async function open(kind: TreeKind): Promise<Measurement> {
  const uploads = await openUploads(kind);
  return {
    async ours() {
      const sandbox = await uploads.sandbox();
      return await seconds(() => uploads.upload(sandbox));
    },
    async reference() {
      const sandbox = await uploads.sandbox();
      return await seconds(() => uploads.copy(sandbox));
    },
    [Symbol.asyncDispose]: () => uploads[Symbol.asyncDispose](),
  };
}

const about =
  '1000 files, 100 MB, into a fresh container and checked out there; reference: `docker cp` of them';
const figures: Figure[] = [
  {
    name: 'upload-cold',
    about,
    unit: 's',
    runs: 7,
    target: { kind: 'ratio', most: 1.1 },
    open: () => open('text'),
  },
  { name: 'upload-cold-incompressible', about, unit: 's', runs: 5, open: () => open('incompressible') },
];
export default figures;
