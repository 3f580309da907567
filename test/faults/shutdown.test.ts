import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { serverProcess } from '../app/sweeper/server-process.ts';
import { endOf, lives } from '../support/processes.ts';
import { onPostgres } from './support/databases.ts';
import { startTown } from './support/town.ts';
import { commandOf, expectWhole, isHalfway } from './support/whole.ts';

vi.setConfig({ testTimeout: 400_000 });

const REPO = 'acme/shop';

test('SIGTERM: the process ends and its command does not, which the next process goes on with', async () => {
  await using server = await serverProcess({
    serve: { owners: ['acme'] },
    profiles: { default: { driver: 'local' } },
  });
  await server.start();
  const { github } = server;
  await github.createRepository({ owner: 'acme', name: 'shop', files: { 'README.md': '# Shop\n' } });
  github.addUser('alice');
  github.setPermission(REPO, 'alice', 'write');
  await github.commit(REPO, 'feature', { 'a.txt': 'a\n' }, 'Start');
  const { number: pr } = await github.openPullRequest({ repo: REPO, head: 'feature', author: 'alice' });
  const body =
    '/speckit run -- echo first; sleep 62011 & sleep 62012; kill $!; echo second; echo made > made.txt';
  await github.comment({ repo: REPO, pr, user: 'alice', body });
  await vi.waitFor(() => expect(lives('sleep', '62012')).toBe(true), { timeout: 120_000, interval: 50 });

  expect(await server.terminate()).toBe(0);
  expect([lives('sleep', '62011'), lives('sleep', '62012')]).toEqual([true, true]);
  const { delivery } = await github.comment({ repo: REPO, pr, user: 'alice', body: '/speckit status' });
  await delivery?.finished;
  expect(delivery?.response).toBeUndefined();

  await server.start();
  await vi.waitFor(() => expect(server.logged().split('"phase":"execute"')).toHaveLength(3), {
    timeout: 120_000,
    interval: 50,
  });
  endOf('sleep', '62012');
  await vi.waitFor(
    () => {
      const [status] = github.comments(REPO, pr).filter(one => one.user === github.app.botLogin);
      expect(status?.body).toContain('The command succeeded');
    },
    { timeout: 120_000, interval: 100 },
  );
  const [check] = github.checkRuns(REPO).filter(({ status }) => status === 'completed');
  expect(check?.text).toMatch(/first[\s\S]*second/);
  expect(lives('sleep', '62011')).toBe(false);
});

onPostgres(options => {
  test('SIGTERM: the process beside it goes on with the command, without waiting for a lease', async () => {
    // Longer than anybody waits here.
    const timing = { leaseMs: 600_000, showAgainMs: 400 };
    await using town = await startTown({ ...(await options()), server: { timing } });
    const scene = await town.scene();
    const { repo, pr } = scene;
    const gate = path.join(town.folder, 'go');
    await town.github.comment({ repo, pr, user: 'alice', body: commandOf(scene, gate) });
    const worker = town.workerOf(await town.reaches(scene, isHalfway));
    worker.signal('SIGTERM');
    expect(await worker.ended).toBe(0);
    await town.reaches(scene, seen => seen.run.attempt === 2 && seen.run.phase === 'execute');
    await appendFile(gate, '');
    await expectWhole(town, scene, await town.reaches(scene));
  });
});
