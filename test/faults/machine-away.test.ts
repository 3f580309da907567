import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.ts';
import { type Scene, startTown, type Town, timesRun } from './support/town.ts';
import { commandOf, expectWhole } from './support/whole.ts';

vi.setConfig({ testTimeout: 400_000 });

/** Two machines on one database, of which a run waits for the other so long. */
function machines(machineWaitMs: number): { town(): Town } {
  let postgres: PostgresServer;
  let town: Town;
  beforeAll(async () => {
    postgres = await startPostgres();
    const timing = { leaseMs: 2_500, showAgainMs: 400, machineWaitMs };
    town = await startTown({
      workers: 2,
      apart: true,
      databaseUrl: await postgres.database('machines'),
      server: { timing },
      config: { concurrency: 1 },
    });
  });
  afterAll(async () => {
    await town?.[Symbol.asyncDispose]();
    await postgres?.dispose();
  });
  return { town: () => town };
}

/** A run whose machine has died, and which another one keeps for it. */
async function left(town: Town, scene: Scene, gate: string): Promise<void> {
  const { repo, pr, mark } = scene;
  const command = `echo once >>${mark}; echo before; until [ -e ${gate} ]; do sleep 0.05; done; echo after; echo made >made.txt`;
  await town.github.comment({ repo, pr, user: 'alice', body: `/speckit run -- ${command}` });
  const seen = await town.reaches(scene, ({ output }) => output === 'before\n');
  const worker = town.workerOf(seen);
  worker.signal('SIGKILL');
  await worker.ended;
  await town.reaches(scene, ({ run }) => run.waitingSince !== undefined);
}

describe.skipIf(postgresMissing())('a machine that comes back', () => {
  const at = machines(1_000_000);

  test('is waited for, which takes no place, and its command is followed again', async () => {
    const town = at.town();
    const [scene, other] = [await town.scene(), await town.scene()];
    const gate = path.join(town.folder, 'back');
    await left(town, scene, gate);
    // The one place of the machine that waits is free for others.
    const [alive] = town.workers();
    town.github.setWebhookUrl(`${alive?.url}/api/github/webhooks`);
    await town.github.comment({ repo: other.repo, pr: other.pr, user: 'alice', body: commandOf(other) });
    const done = await town.reaches(other);
    expect(done.output).toContain('line 40');
    expect((await town.seen(scene))?.run.state).toBe('running');
    await town.fill();
    await appendFile(gate, '');
    const { run, output } = await town.reaches(scene);
    expect([run.conclusion, output, await timesRun(scene)]).toEqual(['success', 'before\nafter\n', 1]);
    expect((await town.github.commitOf(scene.repo, scene.branch)).parents).toEqual([scene.headSha]);
    await expectWhole(town, other, done);
  });
});

describe.skipIf(postgresMissing())('a machine that stays away', () => {
  const at = machines(8_000);

  test('ends the run as unreachable; it is not run again', async () => {
    const town = at.town();
    const scene = await town.scene();
    const gate = path.join(town.folder, 'never');
    await left(town, scene, gate);
    const { run } = await town.reaches(scene);
    expect([run.conclusion, run.outcome?.error?.code]).toEqual(['failure', 'unreachable']);
    expect(run.outcome?.title).toContain('did not come back within 8s');
    expect(await timesRun(scene)).toBe(1);
    expect(town.github.checkRuns(scene.repo, scene.headSha)).toMatchObject([
      { status: 'completed', conclusion: 'failure' },
    ]);
    // Back again, its machine removes what is left.
    await town.fill();
    await vi.waitFor(async () => expect(await town.sandboxes()).toEqual([]), {
      timeout: 60_000,
      interval: 100,
    });
    expect(await timesRun(scene)).toBe(1);
  });
});
