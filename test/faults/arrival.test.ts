import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { onEmbedded, onPostgres } from './support/databases.ts';
import { type Point, startTown, type Town, type TownOptions } from './support/town.ts';
import { commandOf, expectWhole } from './support/whole.ts';

vi.setConfig({ testTimeout: 400_000 });

const STORE = '^sql WITH inserted AS .*INSERT INTO speckit.deliveries';
type Points = readonly (readonly [string, Point])[];

const POINTS: Points = [
  ['it is stored', { match: STORE, when: 'before' }],
  ['it was stored', { match: STORE, when: 'after' }],
];
/** Where a request goes first with the embedded database. */
const JOURNAL_POINTS: Points = [
  ['it is written down', { match: '^journal append', when: 'before' }],
  ['it was written down', { match: '^journal append', when: 'after' }],
  ['what is stored is taken out', { match: '^journal truncate', when: 'before' }],
  ['what is stored was taken out', { match: '^journal truncate', when: 'after' }],
];

function suiteOfArrivals(options: () => Promise<TownOptions>, points: Points): () => Town {
  let town: Town;
  beforeAll(async () => {
    town = await startTown(await options());
  });
  afterAll(() => town?.[Symbol.asyncDispose]());

  test.each(points)(
    'a request whose process dies when %s is run once, also when it comes again',
    async (_, point) => {
      const { github } = town;
      const scene = await town.scene();
      const { repo, pr } = scene;
      await github.settled();
      const hit = await town.arm(point);
      const { delivery } = await github.comment({ repo, pr, user: 'alice', body: commandOf(scene) });
      expect(await (await hit()).ended).toBe('SIGKILL');
      await town.fill();
      await delivery?.finished;
      await github.redeliver(delivery?.id ?? 0);
      await expectWhole(town, scene, await town.reaches(scene));
    },
  );
  return () => town;
}

onPostgres(options => void suiteOfArrivals(options, POINTS));

onEmbedded(options => {
  const at = suiteOfArrivals(options, [...JOURNAL_POINTS, ...POINTS]);

  test('a request that was acknowledged and is not stored yet is run once when its process has died', async () => {
    const town = at();
    const { github } = town;
    const scene = await town.scene();
    const { repo, pr } = scene;
    await github.settled();
    const [worker] = town.workers();
    const token = path.join(town.folder, 'held');
    await worker?.ask({ ask: 'arm', fault: { match: STORE, when: 'never', token } });
    const { delivery } = await github.comment({ repo, pr, user: 'alice', body: commandOf(scene) });
    await delivery?.finished;
    expect(delivery?.response?.status).toBe(200);
    await vi.waitFor(() => expect(existsSync(token)).toBe(true), 60_000);
    worker?.signal('SIGKILL');
    await worker?.ended;
    await town.fill();
    await expectWhole(town, scene, await town.reaches(scene));
  });
});
