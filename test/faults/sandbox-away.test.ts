import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { startE2b } from '../services/e2b/server.ts';
import { onBoth } from './support/databases.ts';
import { startTown } from './support/town.ts';
import { commandOf, expectWhole, isHalfway } from './support/whole.ts';

vi.setConfig({ testTimeout: 400_000 });

/** What the specification asks for. */
const AWAY_MS = 30_000;

onBoth(
  options => {
    test('the network to the sandbox is cut for 30 s, in which its command ends', async () => {
      await using e2b = await startE2b();
      const { apiUrl, sandboxUrl } = e2b;
      const profile = { driver: 'e2b', e2b: { apiUrl, sandboxUrl, network: 'full' } };
      await using town = await startTown({
        ...(await options()),
        server: { variables: { E2B_API_KEY: e2b.key } },
        config: { profiles: { default: profile } },
      });
      const { github } = town;
      const scene = await town.scene();
      const { repo, pr } = scene;
      const gate = path.join(town.folder, 'go');
      await github.comment({ repo, pr, user: 'alice', body: commandOf(scene, gate) });
      const { run } = await town.reaches(scene, isHalfway);

      const [back, apiBack] = [e2b.proxy.outage(), e2b.api.outage()];
      await appendFile(gate, '');
      await pause(AWAY_MS);
      expect((await town.seen(scene))?.run.state).toBe('running');
      apiBack();
      back();
      await expectWhole(town, scene, await town.reaches(scene));
      expect(e2b.sandboxes.all).toEqual([]);
      const said = github.comments(repo, pr).find(({ id }) => id === run.statusCommentId);
      expect(said?.body).toContain('The sandbox does not answer; it is given up after 5m.');
      expect(said?.body).toMatch(/The sandbox answers again after \d+ s; none of its output was lost\./);
    });
  },
  { concurrent: true },
);
