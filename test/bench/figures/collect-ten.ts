import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { collectResult } from '../../../shared/sync/collect.ts';
import { receiveResult } from '../../../shared/sync/receive.ts';
import { seconds } from '../measure.ts';
import { docker } from '../support/docker.ts';
import { openUploads, placesIn } from '../support/uploads.ts';
import { pathOf, TREE } from '../trees.ts';
import type { Figure, Measurement } from '../types.ts';

const CHANGED = 10;
/** Shorter than the shortest phase; the sandbox's index has settled by then. */
const COMMAND_MS = 4000;
const LIMITS = { packBytes: 2 ** 30, treeBytes: 2 ** 30, fileBytes: 2 ** 28, files: 10_000 };

async function open(): Promise<Measurement> {
  await using opening = new AsyncDisposableStack();
  const uploads = opening.use(await openUploads('text'));
  const sandbox = await uploads.sandbox();
  const { repository, snapshot } = uploads;
  const places = placesIn(sandbox);
  await uploads.upload(sandbox);
  await pause(COMMAND_MS);
  const paths = Array.from({ length: CHANGED }, (_, index) => pathOf((index * TREE.files) / CHANGED, 'ts'));

  const change = async () => {
    const argv = ['sh', '-c', 'for file; do echo "// change" >>"$file"; done', 'sh', ...paths];
    await sandbox.exec(argv, { cwd: places.dir });
  };
  /** Everything up to the list of changes, as a run has it. */
  const bringBack = async () => {
    const collected = await collectResult(sandbox, { ...places, base: snapshot.base, exclude: [] });
    if (!collected) throw new Error('Nothing came back');
    await using scratch = await receiveResult(repository.mirror, collected.stream, {
      base: snapshot.base,
      commit: collected.commit,
      limits: LIMITS,
      scratchDir: path.join(repository.folder, 'scratch'),
    });
    const { length } = scratch.changes;
    if (length !== CHANGED) throw new Error(`${length} files came back instead of ${CHANGED}`);
  };
  const opened = opening.move();
  return {
    async ours() {
      await change();
      return await seconds(bringBack);
    },
    reference: () => seconds(() => docker('cp', `${sandbox.id}:${places.dir}`, '-')),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const figures: Figure[] = [
  {
    name: 'collect-ten',
    about: 'ten changed files of 1000 brought back and checked; reference: `docker cp` of the tree back',
    unit: 's',
    runs: 9,
    target: { kind: 'value', most: 0.25 },
    open,
  },
];
export default figures;
