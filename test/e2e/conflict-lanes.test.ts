import { expect, test, vi } from 'vitest';
import { collide, emulatedPlace } from './support/conflict-place.ts';
import { lines } from './support/scenario.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();
vi.setConfig({ testTimeout: 240_000 });

test('a slow settlement holds up nothing but runs of its own pull request, which work on what it leaves', async () => {
  const place = await emulatedPlace(stage, 'acme-1', { files: { 'c.txt': lines('c') } });
  const { scene } = place;
  const conflicted = await collide(place, {
    command: 'sed -i s/^c2$/sandbox/ c.txt',
    push: { 'c.txt': lines('c').replace('c2', 'ben') },
  });

  // The settlement's commit fails for as long as the test wants.
  let slow = true;
  let asked = 0;
  const undo = scene.github.onRequest(({ method, path }) => {
    if (!slow || method !== 'POST' || !path.endsWith(`/${scene.repo}/git/commits`)) return undefined;
    asked += 1;
    return { status: 502, body: { message: 'Bad Gateway' } };
  });
  const answer = await scene.post('/speckit keep result');
  await vi.waitFor(() => expect(asked).toBeGreaterThan(0), { timeout: 60_000 });

  expect(await scene.reply('/speckit help')).toContain('/speckit run');
  const next = await scene.post('/speckit run -- cat c.txt > seen.txt');
  expect(await scene.outcome(next.delivery)).toContain('is queued');
  const waiting = await scene.runOf(next.id, () => true);
  expect(scene.statusOf(waiting).body).toContain('is waiting for its turn');
  expect(waiting.phase).toBeUndefined();

  slow = false;
  undo();
  expect(await scene.outcome(answer.delivery)).toContain(`The result of run ${conflicted} is committed as`);
  const run = await scene.runOf(next.id);
  expect(run.conclusion).toBe('success');
  expect(await scene.read('seen.txt')).toBe(lines('c').replace('c2', 'sandbox'));
});
