import path from 'node:path';
import type { DriverName } from '../../../shared/drivers/index.ts';
import { seconds } from '../measure.ts';
import { temporaryFolder } from '../places/folders.ts';
import { bringBackFrom, notSlower, openUploads, placesIn, uploadedLongAgo } from '../support/uploads.ts';
import { pathOf, TREE } from '../trees.ts';
import type { Figure, Measurement } from '../types.ts';

const PATHS = Array.from({ length: TREE.files }, (_, index) => pathOf(index, 'ts'));
const TOP = 'packages';
const BELOW_TOP = PATHS.map(each => path.posix.relative(TOP, each));

/** The command has touched every file, so nothing can be left out. */
const CHANGE = ['sh', '-c', 'for file; do echo "// change" >>"$file"; done', 'sh', ...PATHS];

async function open(driver: DriverName): Promise<Measurement> {
  await using opening = new AsyncDisposableStack();
  const uploads = opening.use(await openUploads('text', driver));
  const sandbox = await uploadedLongAgo(uploads);
  const { place } = uploads;
  const places = placesIn(sandbox);

  const bringBack = async () => {
    await using scratch = await bringBackFrom(sandbox, uploads);
    const { length } = scratch.changes;
    if (length !== TREE.files) throw new Error(`${length} files came back instead of ${TREE.files}`);
  };
  const opened = opening.move();
  return {
    async ours() {
      await sandbox.exec(CHANGE, { cwd: places.dir });
      return await seconds(bringBack);
    },
    async reference() {
      await using folder = await temporaryFolder();
      const into = path.join(folder.path, 'copy');
      // Only the files of the tree, not what git has beside them.
      return await seconds(() => place.copyOut(sandbox, `${places.dir}/${TOP}`, BELOW_TOP, into));
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const figures = (driver: DriverName): Figure[] => [
  {
    name: `collect-${driver}`,
    about: '1000 files, 100 MB, all changed, brought back and checked; reference: the plain way, unchecked',
    unit: 's',
    runs: 5,
    ...notSlower(driver),
    open: () => open(driver),
  },
];
export default figures;
