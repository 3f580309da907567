import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.ts';
import { type Point, startTown, type Town } from './support/town.ts';
import { commandOf, expectWhole } from './support/whole.ts';

vi.setConfig({ testTimeout: 400_000 });

/** Where a worker stands still while another one does the whole rest. */
const POINTS: readonly (readonly [string, Point])[] = [
  ['the result is collected', { match: '^exec collect', when: 'before' }],
  ['the commit is made', { match: '^http POST .*/git/commits ', when: 'before' }],
  ['the branch is moved', { match: '^http POST .*updateRefs', when: 'before' }],
  ['the branch was moved', { match: '^http POST .*updateRefs', when: 'after' }],
  ['the outcome is noted', { match: '^sql UPDATE speckit.runs SET outcome', when: 'before' }],
  ['the comment tells the end', { match: '^http PATCH .*/issues/comments/', when: 'before', nth: 2 }],
  ['the sandbox is removed', { match: '^sandbox destroy', when: 'before' }],
];

describe.skipIf(postgresMissing())('a worker that is paused and wakes up late', () => {
  let postgres: PostgresServer;
  let town: Town;
  beforeAll(async () => {
    postgres = await startPostgres();
    town = await startTown({ workers: 2, databaseUrl: await postgres.database('fence') });
  });
  afterAll(async () => {
    await town?.[Symbol.asyncDispose]();
    await postgres?.dispose();
  });

  test.each(POINTS)('publishes nothing: when %s', async (_, point) => {
    const scene = await town.scene();
    const hit = await town.arm({ ...point, signal: 'SIGSTOP' });
    const { repo, pr } = scene;
    await town.github.comment({ repo, pr, user: 'alice', body: commandOf(scene) });
    const paused = await hit();
    const seen = await town.reaches(scene);
    expect(seen.run.attempt).toBe(2);
    const from = town.logged().length;
    paused.signal('SIGCONT');
    await vi.waitFor(
      () => expect(town.logged().slice(from)).toContain('was taken over by another worker or has ended'),
      { timeout: 150_000, interval: 50 },
    );
    // It answers, so it has gone on with everything else.
    await paused.ask({ ask: 'sql', text: 'SELECT 1', params: [] });
    await expectWhole(town, scene, await town.reaches(scene));
  });
});
