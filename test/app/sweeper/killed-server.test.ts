import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { type DriverName, loadDriver } from '../../../shared/drivers/index.ts';
import type { Driver } from '../../../shared/drivers/types.ts';
import { testImage } from '../../support/docker-image.ts';
import { dockerMissing } from '../../support/needs.ts';
import { lives } from '../../support/processes.ts';
import { type ServerProcess, serverProcess } from './server-process.ts';

const REPO = 'acme/shop';
const noDocker = dockerMissing();

async function openPullRequest({ github }: ServerProcess): Promise<number> {
  await github.createRepository({ owner: 'acme', name: 'shop', files: { 'README.md': '# Shop\n' } });
  github.addUser('alice');
  github.setPermission(REPO, 'alice', 'write');
  await github.commit(REPO, 'feature', { 'a.txt': 'a\n' }, 'Start');
  return (await github.openPullRequest({ repo: REPO, head: 'feature', author: 'alice' })).number;
}

async function driverOf({ dataDir }: ServerProcess, name: DriverName): Promise<Driver> {
  const definition = await loadDriver(name);
  const settings = definition.settings.parse(name === 'docker' ? { image: await testImage() } : {});
  return definition.make(settings, { dataDir: path.join(dataDir, 'sandboxes') });
}

/** What is there of the first server: on a shared engine, only what belongs to this test's run. */
async function left(driver: Driver, run: string): Promise<string[]> {
  return (await driver.list({ run })).map(({ id }) => id);
}

/** The second process has come to the command: the first one's phases are logged as well. */
const TAKEN_UP = /"phase":"execute"[\s\S]*"speckit-remote is up"[\s\S]*"phase":"execute"/;

describe.concurrent('a server that is killed in the middle of a run', () => {
  test.skipIf(noDocker)(
    'finds the container again: the command goes on, can be cancelled, and leaves nothing',
    () => killed('docker', '62001'),
    400_000,
  );
  test(
    'finds the local sandbox again: the command goes on, can be cancelled, and leaves nothing',
    () => killed('local', '62002'),
    400_000,
  );
});

async function killed(name: DriverName, seconds: string): Promise<void> {
  const profile =
    name === 'docker' ? { driver: name, docker: { image: await testImage() } } : { driver: name };
  await using server = await serverProcess({
    serve: { owners: ['acme'] },
    allow: { drivers: [name] },
    profiles: { default: profile },
  });
  await server.start();
  const { github } = server;
  const pr = await openPullRequest(server);

  const body = `/speckit run -- echo up; setsid sleep ${seconds} & sleep ${seconds}`;
  await github.comment({ repo: REPO, pr, user: 'alice', body });
  await vi.waitFor(() => expect(lives('sleep', seconds)).toBe(true), { timeout: 150_000, interval: 50 });
  const driver = await driverOf(server, name);
  // On a shared engine there may be containers of others.
  const [box] = (await driver.list({ pr: String(pr) })).filter(({ labels }) =>
    server.logged().includes(`"${labels.run}"`),
  );
  const run = box?.labels.run ?? '';
  expect(box?.labels).toEqual({
    server: expect.stringMatching(/^[0-9a-f]{32}$/),
    installation: expect.stringMatching(/^\d+$/),
    repository: expect.stringMatching(/^\d+$/),
    pr: String(pr),
    run: expect.stringMatching(/^r[0-9a-z]{12}$/),
    attempt: '1',
  });
  await server.kill();
  expect(await left(driver, run)).toHaveLength(1);

  await server.start();
  // It is followed again, in the sandbox where it was, which no sweep takes away.
  await vi.waitFor(() => expect(server.logged()).toMatch(TAKEN_UP), { timeout: 150_000, interval: 100 });
  expect(await left(driver, run)).toHaveLength(1);
  expect(lives('sleep', seconds)).toBe(true);
  await github.comment({ repo: REPO, pr, user: 'alice', body: `/speckit cancel ${run}` });
  await vi.waitFor(async () => expect(await left(driver, run)).toEqual([]), {
    timeout: 150_000,
    interval: 100,
  });
  await vi.waitFor(() => expect(lives('sleep', seconds)).toBe(false), 30_000);
  await vi.waitFor(
    () => {
      const [status] = github.comments(REPO, pr).filter(one => one.user === github.app.botLogin);
      expect(status?.body).toContain('was cancelled by alice');
    },
    { timeout: 150_000, interval: 100 },
  );
  const checks = github.checkRuns(REPO).filter(check => check.externalId.startsWith(`${run}#`));
  expect(checks.map(({ status, conclusion }) => [status, conclusion])).toEqual([['completed', 'cancelled']]);
}
