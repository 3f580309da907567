import { expect, it, vi } from 'vitest';
import { octokitWith } from '../github/clients.ts';
import { startWorld } from '../support/world.ts';
import { openPlace } from './support/place.ts';

vi.setConfig({ testTimeout: 90_000 });

const COMMANDS = [
  'mkdir -p a/b; printf "x\\r\\n" > a/b/crlf.txt; chmod +x src/a.txt; ln -s src/a.txt link; rm README.md',
  'head -c 40000 /dev/zero > zeros.bin; mv src/a.txt "src/with space.txt"; echo "*.log" > .gitignore; echo l > x.log',
  'echo changed >> src/a.txt; git mv feature.txt moved.txt; git -c user.name=a -c user.email=a@b commit -qam own',
];

it('the App and the Action give identical trees for the same request', async () => {
  await using world = await startWorld({
    config: {
      serve: { owners: Array.from({ length: 50 }, (_, index) => `acme-${index}`) },
      allow: { drivers: ['local'] },
      profiles: { default: { driver: 'local' } },
    },
  });
  const { github, server } = world;
  for (const command of COMMANDS) {
    const place = await openPlace(github, { config: {} });
    const { sha } = await github.commitOf(place.repo, place.branch);
    const body = `/speckit run -- ${command}`;
    await github.comment({ repo: place.repo, pr: place.pr, user: 'alice', body });
    const run = await world.newestRun(place.id, place.pr);
    expect(run.conclusion).toBe('success');
    const app = await github.commitOf(place.repo, place.branch);

    // The same request on the same commit, with no App to hear of it.
    github.setWebhookUrl(undefined);
    const [owner = ''] = place.repo.split('/');
    const client = octokitWith(github, github.addUser(owner).token);
    await client.rest.git.updateRef({ owner, repo: 'shop', ref: `heads/${place.branch}`, sha, force: true });
    await using job = await place.job();
    const end = await job.run({ ...(await place.comment(body)), inputs: { driver: 'local' } });
    github.setWebhookUrl(`${server.url}/api/github/webhooks`);
    const action = await github.commitOf(place.repo, place.branch);
    expect(end.outputs['commit-sha']).toBe(action.sha);
    expect(action.tree).toBe(app.tree);
    expect(action.parents).toEqual(app.parents);
    const line = (message: string) => message.split('\n').filter(text => !text.startsWith('Speckit-Run:'));
    expect(line(action.message)).toEqual(line(app.message));
  }
});
