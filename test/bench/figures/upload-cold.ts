import { seconds } from '../measure.ts';
import { freshFolder } from '../places/folders.ts';
import { pushOpener } from '../support/git-push.ts';
import { inside, rsync, rsyncImage } from '../support/rsync.ts';
import { openUploads, type Uploads } from '../support/uploads.ts';
import { LARGE_FILES, SMALL_FILES, TREE, type TreeKind } from '../trees.ts';
import type { Figure, Measurement, Target } from '../types.ts';

/** Ours beside another way for the same files, each into a fresh sandbox. */
async function beside(
  uploads: Uploads,
  reference: (uploads: Uploads) => Promise<() => Promise<number>>,
): Promise<Measurement> {
  await using opening = new AsyncDisposableStack();
  opening.use(uploads);
  const other = await reference(uploads);
  const opened = opening.move();
  return {
    async ours() {
      const sandbox = await uploads.sandbox();
      return await seconds(() => uploads.upload(sandbox));
    },
    reference: other,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const byCopy = async (uploads: Uploads) => async () => {
  const sandbox = await uploads.sandbox();
  return await seconds(() => uploads.copy(sandbox));
};

const byRsync = async (uploads: Uploads) => async () => {
  const sandbox = await uploads.sandbox();
  return await seconds(() => rsync(uploads.repository.files, inside(sandbox, freshFolder(sandbox))));
};

const byPush = async (uploads: Uploads) => async () => {
  const push = await pushOpener(uploads);
  return await seconds(push);
};

const INCOMPRESSIBLE: Target = { kind: 'ratio', most: 1.2 };
const TEXT: Target = { kind: 'ratio', most: 1 };

function copyFigure(suffix: string, tree: string, kind: TreeKind, runs: number, size = TREE): Figure {
  return {
    name: `upload-cold${suffix}`,
    about: `${tree}, ${kind}, into a fresh container and checked out there; reference: \`docker cp\` of them`,
    unit: 's',
    runs,
    target: kind === 'text' ? TEXT : INCOMPRESSIBLE,
    open: async () => beside(await openUploads(kind, 'docker', size), byCopy),
  };
}

const TREE_TEXT = '1000 files, 100 MB';
const figures: Figure[] = [
  copyFigure('', TREE_TEXT, 'text', 7),
  copyFigure('-incompressible', TREE_TEXT, 'incompressible', 5),
  copyFigure('-small-files', '10,000 files, 100 MB', 'text', 5, SMALL_FILES),
  copyFigure('-large-files', '100 files, 1 GB', 'incompressible', 2, LARGE_FILES),
  {
    name: 'upload-cold-rsync',
    about: `${TREE_TEXT}, text; reference: \`rsync\` of them into a fresh container`,
    unit: 's',
    runs: 5,
    open: async () =>
      beside(await openUploads('text', 'docker', TREE, { image: await rsyncImage() }), byRsync),
  },
  {
    name: 'upload-cold-git-push',
    about: `${TREE_TEXT}, text; reference: \`git push\` to a bare repository in a fresh container, nothing checked out`,
    unit: 's',
    runs: 5,
    open: async () => beside(await openUploads('text'), byPush),
  },
];
export default figures;
