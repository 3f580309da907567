import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openGate } from '../e2e/support/gate.ts';
import { octokitWith } from '../github/clients.ts';
import { startWorld, type World } from '../support/world.ts';
import { openPlace, type Place } from './support/place.ts';
import type { Job } from './support/runner.ts';

vi.setConfig({ testTimeout: 180_000 });

let world: World;
beforeAll(async () => {
  world = await startWorld({
    config: {
      serve: { owners: Array.from({ length: 50 }, (_, index) => `acme-${index}`) },
      allow: { drivers: ['local'] },
      profiles: { default: { driver: 'local' } },
    },
  });
});
afterAll(() => world.close());

/** With no App to hear of what happens. */
async function withoutApp<T>(work: () => Promise<T>): Promise<T> {
  world.github.setWebhookUrl(undefined);
  try {
    return await work();
  } finally {
    world.github.setWebhookUrl(`${world.server.url}/api/github/webhooks`);
  }
}

const inputs = { driver: 'local' };

it.each([
  [
    'modes, links and line ends',
    'mkdir -p a/b; printf "x\\r\\n" > a/b/crlf.txt; chmod +x src/a.txt; ln -s src/a.txt link',
  ],
  [
    'large and ignored files',
    'head -c 40000 /dev/zero > zeros.bin; echo "*.log" > .gitignore; echo l > x.log',
  ],
  [
    'renames and deletions',
    'git mv src/a.txt "src/with space.txt"; echo 4 >> src/with*; mv src lib; rm README.md',
  ],
  [
    'a file that becomes a folder',
    'rm feature.txt; mkdir feature.txt; mv README.md feature.txt/; ln -s . round',
  ],
  [
    'a commit of its own',
    'git mv feature.txt moved.txt; git -c user.name=a -c user.email=a@b commit -qam own',
  ],
])('the App and the Action give identical trees: %s', async (_name, command) => {
  const { github } = world;
  const place = await openPlace(github, { config: {} });
  const { sha } = await github.commitOf(place.repo, place.branch);
  const body = `/speckit run -- ${command}`;
  await github.comment({ repo: place.repo, pr: place.pr, user: 'alice', body });
  const run = await world.newestRun(place.id, place.pr);
  expect(run.conclusion).toBe('success');
  const app = await github.commitOf(place.repo, place.branch);
  expect(app.sha).not.toBe(sha);

  // The same request on the same commit.
  const action = await withoutApp(async () => {
    const [owner = ''] = place.repo.split('/');
    const client = octokitWith(github, github.addUser(owner).token);
    await client.rest.git.updateRef({ owner, repo: 'shop', ref: `heads/${place.branch}`, sha, force: true });
    await using job = await place.job();
    const end = await job.run({ ...(await place.comment(body)), inputs });
    expect(JSON.parse(end.outputs['changed-files'] ?? '')).toEqual(
      run.outcome?.changes.map(({ path }) => path),
    );
    return github.commitOf(place.repo, end.outputs['commit-sha'] ?? '');
  });
  expect(action.tree).toBe(app.tree);
  expect(action.parents).toEqual(app.parents);
  const line = (message: string) => message.split('\n').filter(text => !text.startsWith('Speckit-Run:'));
  expect(line(action.message)).toEqual(line(app.message));
});

const WORK = 'sed -i s/2/run/ src/a.txt; git mv gone.txt kept.txt; rm feature.txt; echo new > new.txt';

async function conflictingPlace(): Promise<Place> {
  return openPlace(world.github, {
    config: {},
    change: { 'src/a.txt': 'one\n2\nthree\n', 'gone.txt': 'gone\n' },
  });
}

/** On the branch meanwhile: the same line, a file that the run removes, and one that nobody else touches. */
async function meanwhile({ repo, branch }: Place): Promise<void> {
  const files = { 'src/a.txt': 'one\nbranch\nthree\n', 'feature.txt': 'second\n', 'more.txt': 'more\n' };
  await world.github.commit(repo, branch, files, 'Meanwhile', 'alice');
}

interface Settled {
  conflicts: string[];
  /** Trees of the kept result, and of the branch once it was settled. */
  kept: string | undefined;
  settled: string;
}

async function throughApp(place: Place, job: Job): Promise<Settled> {
  const { github } = world;
  const say = (body: string) => github.comment({ repo: place.repo, pr: place.pr, user: 'alice', body });
  const gate = openGate(job.temp);
  await say(`/speckit run -- ${gate.wait}; ${WORK}`);
  await gate.reached();
  await meanwhile(place);
  await gate.open();
  const { id, outcome, resultRef } = await world.newestRun(place.id, place.pr);
  const kept = await treeOf(place, resultRef);
  await say('/speckit keep result');
  await world.run(id, run => run.conclusion === 'success');
  return {
    conflicts: outcome?.conflicts ?? [],
    kept,
    settled: (await github.commitOf(place.repo, place.branch)).tree,
  };
}

async function throughAction(place: Place, job: Job): Promise<Settled> {
  const { github } = world;
  const gate = openGate(job.temp);
  const step = await job.start({ ...(await place.comment(`/speckit run -- ${gate.wait}; ${WORK}`)), inputs });
  await gate.reached();
  await meanwhile(place);
  await gate.open();
  const { outputs } = await step.end;
  const kept = await treeOf(place, outputs['result-ref']);
  const end = await job.run({ ...(await place.comment('/speckit keep result')), inputs });
  expect(end.outputs).toMatchObject({ conclusion: 'success' });
  const conflicts = JSON.parse(outputs.conflicts ?? '') as string[];
  return { conflicts, kept, settled: (await github.commitOf(place.repo, place.branch)).tree };
}

async function treeOf({ repo }: Place, ref: string | undefined): Promise<string | undefined> {
  const sha = (await world.github.refs(repo))[ref ?? ''];
  return sha && (await world.github.commitOf(repo, sha)).tree;
}

it('they keep the same result of a conflict, ask about the same files, and settle to the same tree', async () => {
  const place = await conflictingPlace();
  await using folder = await place.job();
  const app = await throughApp(place, folder);
  const action = await withoutApp(async () => {
    const other = await conflictingPlace();
    await using job = await other.job();
    return await throughAction(other, job);
  });
  expect(app.conflicts.toSorted()).toEqual(['feature.txt', 'src/a.txt']);
  expect(app.kept).toMatch(/^[0-9a-f]{40}$/);
  expect(action).toEqual(app);
});
