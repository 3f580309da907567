import { describe, expect, test, vi } from 'vitest';
import { collide, emulatedPlace } from './support/conflict-place.ts';
import { lines } from './support/scenario.ts';
import { useStage } from './support/stage.ts';

const CORE = {
  metadata: 'read',
  contents: 'write',
  pull_requests: 'write',
  checks: 'write',
  issues: 'write',
};
const plain = useStage({ config: { keepResults: '1s', protect: ['/.github/workflows/', 'db/'] } });
const trusted = useStage({ github: { permissions: { ...CORE, workflows: 'write' } } });
vi.setConfig({ testTimeout: 240_000, maxConcurrency: 4 });

const WORKFLOWS = {
  files: {
    '.github/workflows/old.yml': 'on: push\n',
    '.github/workflows/kept.yml': 'on: push\n',
    '.github/speckit.yml': "protect: ['schema/']\n",
  },
};
const CHANGE = [
  'mkdir -p .github/workflows db schema',
  'rm .github/workflows/old.yml; echo "on: [push]" > .github/workflows/new.yml',
  'echo "# changed" >> .github/workflows/kept.yml; echo fine > fine.txt',
].join('; ');

let places = 0;
const owner = () => `acme-${++places}`;

describe.concurrent('a result that touches protected files', () => {
  test.each([
    ["the server's patterns", 'mkdir db; echo 1 > db/one.sql', 'db/one.sql'],
    ["the repository's patterns", 'mkdir schema; echo 1 > schema/one.sql', 'schema/one.sql'],
    ['a deletion', 'rm .github/workflows/old.yml', '.github/workflows/old.yml'],
  ])('by %s is kept, nothing of it is committed', async (_what, command, path) => {
    const { scene } = await emulatedPlace(plain, owner(), WORKFLOWS);
    const run = await scene.run(`/speckit run -- ${command}; echo fine > fine.txt`);
    expect(run).toMatchObject({ conclusion: 'failure', resultRef: `refs/speckit/runs/${run.id}` });
    expect((await scene.head()).sha).toBe(scene.headSha);
    const { body } = scene.statusOf(run);
    expect(body).toContain(`\`${path}\``);
    expect(body).toContain(`/speckit apply ${run.id}`);
  });

  test("is committed by an admin's word only", async () => {
    const place = await emulatedPlace(plain, owner(), WORKFLOWS);
    const { scene } = place;
    const run = await scene.run('/speckit run -- mkdir db; echo 1 > db/one.sql; echo fine > fine.txt');
    expect(await scene.reply(`/speckit apply ${run.id}`)).toContain('left to admins');
    expect((await scene.head()).sha).toBe(scene.headSha);
    await place.push({ 'late.txt': 'late\n' });
    await scene.reply(`/speckit apply ${run.id}`, scene.owner);
    expect(await place.files()).toMatchObject({
      'db/one.sql': '100644 1\n',
      'fine.txt': '100644 fine\n',
      'late.txt': '100644 late\n',
    });
    expect(scene.checksOf(run, (await scene.head()).sha)).toMatchObject([{ conclusion: 'success' }]);
    expect(scene.statusOf(run).body).toContain('Committed as');
    expect(await place.keptRef(run.id)).toBeUndefined();
    expect(await scene.reply(`/speckit apply ${run.id}`, scene.owner)).toContain('No result of run');
  });

  test('of workflows needs the permission, which is named', async () => {
    const { scene } = await emulatedPlace(plain, owner(), WORKFLOWS);
    const run = await scene.run(`/speckit run -- ${CHANGE}`);
    expect(run.resultRef).toBeDefined();
    expect(scene.statusOf(run).body).toContain('.github/speckit-kept/');
    expect(await scene.reply(`/speckit apply ${run.id}`, scene.owner)).toContain('workflows: write');
    expect((await scene.head()).sha).toBe(scene.headSha);
  });

  test('of workflows is committed where the App has it, with a conflict settled on the way', async () => {
    const place = await emulatedPlace(trusted, owner(), {
      files: { ...WORKFLOWS.files, 'c.txt': lines('c') },
    });
    const { scene } = place;
    const run = await scene.run(`/speckit run -- ${CHANGE}; sed -i s/^c2$/sandbox/ c.txt`);
    await place.push({ 'c.txt': lines('c').replace('c2', 'ben') });
    await scene.reply(`/speckit apply ${run.id}`, scene.owner);
    const [thread] = await place.threads();
    if (!thread) throw new Error('no thread');
    await place.reply(thread, '/speckit keep branch');
    const files = await place.files();
    expect(files).toMatchObject({
      'c.txt': `100644 ${lines('c').replace('c2', 'ben')}`,
      '.github/workflows/new.yml': '100644 on: [push]\n',
      '.github/workflows/kept.yml': '100644 on: push\n# changed\n',
      'fine.txt': '100644 fine\n',
    });
    expect(Object.keys(files).filter(path => /old\.yml|speckit-kept/.test(path))).toEqual([]);
  });
});

describe('a kept result', () => {
  const conflicted = async (stage = plain) => {
    const place = await emulatedPlace(stage, owner(), { files: { 'c.txt': lines('c') } });
    const push = { 'c.txt': lines('c').replace('c2', 'ben') };
    return { place, run: await collide(place, { command: 'sed -i s/^c2$/sandbox/ c.txt', push }) };
  };

  test('expires after the configured time, and its thread says so', async () => {
    const { place, run } = await conflicted();
    const { scene } = place;
    const failed = await scene.run('/speckit run -- echo half > half.txt; exit 3');
    expect(failed.resultRef).toBeDefined();
    await vi.waitFor(
      async () => {
        await plain.world.server.worker?.expiry.look();
        expect(
          Object.keys(await scene.github.refs(scene.repo)).filter(ref => ref.includes('speckit')),
        ).toEqual([]);
      },
      { timeout: 30_000, interval: 200 },
    );
    const [thread] = await place.threads();
    expect(thread).toMatchObject({ resolved: true });
    expect(thread?.replies.join()).toContain('kept for 1s and is gone');
    for (const id of [run, failed.id])
      expect((await place.status(id)).body).toContain('kept for 1s and is gone');
    if (!thread) throw new Error('no thread');
    await place.reply(thread, '/speckit keep result');
    expect((await place.threads())[0]?.replies.join()).toContain('No conflict is open');
    expect((await place.files())['c.txt']).toBe(`100644 ${lines('c').replace('c2', 'ben')}`);
  });

  test('whose ref somebody removed is told as gone', async () => {
    const { place, run } = await conflicted();
    const { scene } = place;
    await scene.github.deleteRef(scene.repo, `refs/speckit/runs/${run}`);
    await place.comment('/speckit keep result');
    expect((await place.status(run)).body).toContain('kept no longer');
    expect((await place.threads()).map(({ resolved }) => resolved)).toEqual([true]);
  });

  test('is settled after a restart of the server as before', async () => {
    // Here results are kept for long, so that none expires while the server starts.
    const { place, run } = await conflicted(trusted);
    await trusted.world.restart();
    const [thread] = await place.threads();
    if (!thread) throw new Error('no thread');
    await place.reply(thread, '/speckit keep result');
    expect((await place.files())['c.txt']).toBe(`100644 ${lines('c').replace('c2', 'sandbox')}`);
    expect(await place.keptRef(run)).toBeUndefined();
  });
});
