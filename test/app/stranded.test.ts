import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startStranded } from '../../app/intake/stranded.ts';
import { type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.ts';
import { startWorld, type World } from '../support/world.ts';

vi.setConfig({ testTimeout: 400_000 });

const REPO = 'acme/shop';

describe.each(['pglite', 'postgres'])('on %s', kind => {
  const missing = kind === 'postgres' && postgresMissing();
  describe.skipIf(missing)(missing || 'a run that was stored and never queued', () => {
    let postgres: PostgresServer | undefined;
    let world: World;
    beforeAll(async () => {
      if (kind === 'postgres') postgres = await startPostgres();
      const databaseUrl = await postgres?.database('stranded');
      world = await startWorld({
        ...(databaseUrl ? { databaseUrl } : {}),
        config: {
          serve: { owners: ['acme'] },
          allow: { drivers: ['local'] },
          profiles: { default: { driver: 'local' } },
        },
      });
    });
    afterAll(async () => {
      await world?.close();
      await postgres?.dispose();
    });

    test('is shown and queued by itself, once, also when it was shown before', async () => {
      const { github } = world;
      const { context } = world.server;
      const { store } = context;
      const files = { 'README.md': '# Shop\n' };
      const { id } = await github.createRepository({ owner: 'acme', name: 'shop', files });
      github.addUser('alice');
      github.setPermission(REPO, 'alice', 'write');
      await github.commit(REPO, 'feature', { 'a.txt': 'a\n' }, 'Start');
      const { number: pr } = await github.openPullRequest({ repo: REPO, head: 'feature', author: 'alice' });
      await github.comment({ repo: REPO, pr, user: 'alice', body: '/speckit run -- true' });
      const first = await world.newestRun(id, pr);

      const { run } = await store.insertRun({ ...first, requestKey: 'of a delivery that was given up' });
      const watch = startStranded(context);
      await Promise.all([watch.look(0), watch.look(0)]);
      const ended = await world.run(run.id);
      expect([ended.conclusion, ended.attempt]).toEqual(['success', 1]);
      await watch.look(0);
      await watch.stop();
      const shown = github.comments(REPO, pr).filter(({ body }) => body.includes(`run=${run.id} `));
      expect(shown).toHaveLength(1);
      await vi.waitFor(
        () => {
          const ofRun = github.checkRuns(REPO, run.headSha).map(({ status }) => status);
          expect(ofRun).toEqual(['completed', 'completed']);
        },
        { timeout: 120_000, interval: 50 },
      );
    });
  });
});
