import { mkdir, readdir, utimes } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startMirrorSweeper } from '../../../app/sweeper/mirrors.ts';
import { handoverFolder, openRepository } from '../../../app/worker/open-repository.ts';
import { useStage } from '../../e2e/support/stage.ts';

const stage = useStage();

test('commits that no run needs any more are let go of, those of living runs are kept', async () => {
  const at = await stage.scenario();
  await at.run('/speckit run -- echo one > one.txt');
  const gate = stage.gate();
  const { id } = await at.post(`/speckit run -- ${gate.wait}; echo two > two.txt`);
  await gate.reached();
  const { headSha } = await at.runOf(id, run => run.state === 'running');

  const { context } = stage.world.server;
  const [latest] = await at.runs();
  if (!latest) throw new Error('no run');
  const { mirror } = await openRepository(context, latest);
  const pins = () => readdir(path.join(mirror.gitDir, 'refs/pin'));
  expect((await pins()).toSorted()).toEqual([at.headSha, headSha].toSorted());
  const old = new Date(Date.now() - 10_000_000);
  for (const pin of await pins()) await utimes(path.join(mirror.gitDir, 'refs/pin', pin), old, old);

  const { dataDir, store, log } = context;
  const broken = path.join(handoverFolder(dataDir), 'r-1');
  await mkdir(path.join(broken, 'pack'), { recursive: true });
  const daysAgo = new Date(Date.now() - 2 * 86_400_000);
  await utimes(broken, daysAgo, daysAgo);
  const sweeper = startMirrorSweeper({ dataDir, sql: store.database, log, unusedMs: 5_000_000 });
  await sweeper.look();
  expect(await readdir(handoverFolder(dataDir))).toEqual([]);
  expect(await pins()).toEqual([headSha]);
  expect(await readdir(path.join(mirror.dir, 'packs'))).toEqual([headSha]);
  await gate.open();
  expect(await at.runOf(id)).toMatchObject({ conclusion: 'success' });
  expect(await at.read('two.txt')).toBe('two\n');

  for (const pin of await pins()) await utimes(path.join(mirror.gitDir, 'refs/pin', pin), old, old);
  await sweeper.look();
  await sweeper.stop();
  expect(await pins()).toEqual([]);
  expect(await at.run('/speckit run -- cat two.txt')).toMatchObject({ conclusion: 'success' });
});
