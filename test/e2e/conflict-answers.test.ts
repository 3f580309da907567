import { describe, expect, test, vi } from 'vitest';
import { type ConflictPlace, collide, type PlaceOptions, saysSoon } from './support/conflict-place.ts';
import { usePlaces } from './support/places.ts';
import { lines } from './support/scenario.ts';

vi.setConfig({ testTimeout: 240_000, maxConcurrency: 4 });
const places = usePlaces({ config: { concurrency: 6 } });
const { open, withoutEmulator, withoutReader } = places;

const edited = (word: string, ...edits: [number, string][]) =>
  edits.reduce((text, [line, to]) => text.replace(`${word}${line}\n`, `${to}\n`), lines(word));

/** Two files that both sides change in their second line; the run adds one more file. */
async function twoConflicts<P extends ConflictPlace = ConflictPlace>(
  at: (options: PlaceOptions) => Promise<P>,
): Promise<{ place: P; run: string }> {
  const place = await at({ files: { 'p.txt': lines('p'), 'q.txt': lines('q') } });
  const run = await collide(place, {
    command: 'sed -i "s/^.2$/sandbox/" p.txt q.txt; echo rest > rest.txt',
    push: { 'p.txt': edited('p', [2, 'ben']), 'q.txt': edited('q', [2, 'ben']) },
  });
  return { place, run };
}

const threadOn = async (place: ConflictPlace, path: string) => {
  const found = (await place.threads()).findLast(one => one.path === path);
  if (!found) throw new Error(`No thread on ${path}`);
  return found;
};

describe.concurrent('an answer', () => {
  test('in each thread; one commit when the last is settled', async () => {
    const { place, run } = await twoConflicts(open);
    const before = await place.head();
    await place.reply(await threadOn(place, 'p.txt'), '/speckit keep branch');
    expect((await place.head()).sha).toBe(before.sha);
    expect(await (await place.status(run)).checks(before.sha)).toEqual([]);
    await place.reply(await threadOn(place, 'q.txt'), '/speckit keep result', 'ben');
    const after = await place.head();
    expect(after.parents).toEqual([before.sha]);
    expect(after.message).toContain(`Speckit-Run: ${run}`);
    expect(after.message).toContain("the branch's version: p.txt");
    expect(await place.files()).toMatchObject({
      'p.txt': `100644 ${edited('p', [2, 'ben'])}`,
      'q.txt': `100644 ${edited('q', [2, 'sandbox'])}`,
      'rest.txt': '100644 rest\n',
    });
    expect(await (await place.status(run)).checks(after.sha)).toEqual(['success']);
  });

  test('on the pull request is for all the rest', async () => {
    const { place, run } = await twoConflicts(open);
    await place.reply(await threadOn(place, 'p.txt'), '/speckit keep branch');
    await place.comment('/speckit keep result', 'ben');
    expect(await place.files()).toMatchObject({
      'p.txt': `100644 ${edited('p', [2, 'ben'])}`,
      'q.txt': `100644 ${edited('q', [2, 'sandbox'])}`,
      'rest.txt': '100644 rest\n',
    });
    await place.comment(`/speckit keep result ${run}`);
    await saysSoon(place, 'There is no open conflict');
  });

  test('changed before the last one is settled counts as changed', async () => {
    const { place } = await twoConflicts(open);
    await place.reply(await threadOn(place, 'p.txt'), '/speckit keep branch');
    await place.reply(await threadOn(place, 'p.txt'), '/speckit keep result');
    await place.reply(await threadOn(place, 'q.txt'), '/speckit keep branch');
    expect(await place.files()).toMatchObject({
      'p.txt': `100644 ${edited('p', [2, 'sandbox'])}`,
      'q.txt': `100644 ${edited('q', [2, 'ben'])}`,
    });
  });

  test('by committing the suggestion', async () => {
    const { place, run } = await twoConflicts(open);
    const [p, q] = [await threadOn(place, 'p.txt'), await threadOn(place, 'q.txt')];
    expect(p.lines).toEqual({ start: 2, end: 2 });
    await place.commitSuggestion(p);
    expect((await place.files())['rest.txt']).toBeUndefined();
    await place.commitSuggestion(q);
    await saysSoon(place, 'The conflicts are settled');
    expect(await place.files()).toMatchObject({
      'p.txt': `100644 ${edited('p', [2, 'sandbox'])}`,
      'q.txt': `100644 ${edited('q', [2, 'sandbox'])}`,
      'rest.txt': '100644 rest\n',
    });
    expect(await place.keptRef(run)).toBeUndefined();
  });

  test("by editing the file and resolving the thread keeps the branch's", async () => {
    const { place } = await twoConflicts(open);
    await place.push({ 'p.txt': edited('p', [2, 'both of us']) });
    // Another version on the branch is another question.
    const asked = (await place.threads()).filter(({ path }) => path === 'p.txt');
    expect(asked.map(({ resolved }) => resolved)).toEqual([true, false]);
    await place.resolve(await threadOn(place, 'p.txt'), 'alice');
    await place.resolve(await threadOn(place, 'q.txt'));
    expect(await place.files()).toMatchObject({
      'p.txt': `100644 ${edited('p', [2, 'both of us'])}`,
      'q.txt': `100644 ${edited('q', [2, 'ben'])}`,
      'rest.txt': '100644 rest\n',
    });
  });

  test.skipIf(withoutReader)(
    'of somebody who may not write does not count, in words or by resolving',
    async () => {
      const { place } = await twoConflicts(open);
      const before = await place.head();
      const thread = await threadOn(place, 'p.txt');
      await place.reply(thread, '/speckit keep result', 'eve');
      expect((await threadOn(place, 'p.txt')).replies.join()).toContain('no write permission');
      await place.comment('/speckit keep result', 'eve');
      await place.resolve(thread, 'eve');
      await place.reply(await threadOn(place, 'q.txt'), '/speckit keep result');
      expect((await place.head()).sha).toBe(before.sha);
      const again = await threadOn(place, 'p.txt');
      expect(again).toMatchObject({ resolved: false });
      await place.reply(again, '/speckit keep branch');
      expect(await place.files()).toMatchObject({
        'p.txt': `100644 ${edited('p', [2, 'ben'])}`,
        'q.txt': `100644 ${edited('q', [2, 'sandbox'])}`,
      });
    },
  );

  test('that was edited into one does not count', async () => {
    const { place } = await twoConflicts(open);
    const before = await place.head();
    await place.editedReply(await threadOn(place, 'p.txt'), 'Hm.', '/speckit keep result');
    await place.reply(await threadOn(place, 'q.txt'), '/speckit keep branch');
    expect((await place.head()).sha).toBe(before.sha);
    await place.reply(await threadOn(place, 'p.txt'), '/speckit keep branch');
    expect((await place.head()).parents).toEqual([before.sha]);
  });

  test('with other words is answered in the thread', async () => {
    const { place } = await twoConflicts(open);
    const thread = await threadOn(place, 'p.txt');
    await place.reply(thread, '/speckit keep both');
    await place.reply(thread, '/speckit run -- true');
    const { replies } = await threadOn(place, 'p.txt');
    expect(replies.join()).toContain('takes `branch` or `result`, not `both`');
    expect(replies.join()).toContain('only `/speckit keep` has a meaning');
  });
});

describe.concurrent('a push meanwhile', () => {
  test('is merged again, and only what conflicts now is asked again', async () => {
    const { place } = await twoConflicts(open);
    await place.reply(await threadOn(place, 'p.txt'), '/speckit keep result');
    const first = (await place.threads()).map(({ id }) => id);
    await place.push({ 'q.txt': edited('q', [2, 'ben again']), 'unrelated.txt': 'new\n' });
    const threads = await place.threads();
    expect(threads.map(({ id, path, resolved }) => [first.includes(id), path, resolved])).toEqual([
      [true, 'p.txt', false],
      [true, 'q.txt', true],
      [false, 'q.txt', false],
    ]);
    await place.reply(await threadOn(place, 'q.txt'), '/speckit keep branch');
    expect(await place.files()).toMatchObject({
      'p.txt': `100644 ${edited('p', [2, 'sandbox'])}`,
      'q.txt': `100644 ${edited('q', [2, 'ben again'])}`,
      'rest.txt': '100644 rest\n',
      'unrelated.txt': '100644 new\n',
    });
  });

  test('that takes the conflict away brings the result at once', async () => {
    const { place, run } = await twoConflicts(open);
    await place.push({ 'p.txt': edited('p'), 'q.txt': edited('q') });
    expect(await place.files()).toMatchObject({
      'p.txt': `100644 ${edited('p', [2, 'sandbox'])}`,
      'rest.txt': '100644 rest\n',
    });
    expect(await place.keptRef(run)).toBeUndefined();
  });

  test.skipIf(withoutEmulator)('that rewrites the branch is merged with as any other', async () => {
    const { place, run } = await twoConflicts(places.emulated);
    const { scene } = place;
    const rewritten = {
      'feature.txt': 'rewritten\n',
      'p.txt': edited('p', [2, 'ben'], [9, 'ben too']),
      'q.txt': edited('q'),
    };
    await scene.github.forcePush(scene.repo, scene.branch, rewritten, { author: 'ben' });
    const before = await place.head();
    // Both versions of `p.txt` are others now, and of `q.txt` only the run's is left.
    await vi.waitFor(
      async () =>
        expect((await place.threads()).map(({ path, resolved }) => [path, resolved])).toEqual([
          ['p.txt', true],
          ['q.txt', true],
          ['p.txt', false],
        ]),
      { timeout: 60_000, interval: 100 },
    );
    await place.reply(await threadOn(place, 'p.txt'), '/speckit keep result');
    const after = await place.head();
    expect(after.parents).toEqual([before.sha]);
    expect(await place.files()).toMatchObject({
      'feature.txt': '100644 rewritten\n',
      'p.txt': `100644 ${edited('p', [2, 'sandbox'], [9, 'ben too'])}`,
      'q.txt': `100644 ${edited('q', [2, 'sandbox'])}`,
      'rest.txt': '100644 rest\n',
    });
    expect((await place.status(run)).body).toContain('The conflicts are settled');
  });

  test.skipIf(withoutEmulator)('right before the commit is merged too', async () => {
    const { place } = await twoConflicts(places.emulated);
    const { scene } = place;
    let pushed: string | undefined;
    let pushing: Promise<unknown> | undefined;
    const undo = scene.github.onRequest(({ path, body }) => {
      if (pushing || !path.endsWith('/graphql') || !JSON.stringify(body).includes('updateRefs'))
        return undefined;
      pushing = scene.github
        .commit(scene.repo, scene.branch, { 'late.txt': 'late\n' }, 'Late', 'ben')
        .then(sha => (pushed = sha));
      return { kind: 'cut' };
    });
    await place.comment('/speckit keep branch');
    undo();
    await pushing;
    expect((await place.head()).parents).toEqual([pushed]);
    expect(await place.files()).toMatchObject({ 'late.txt': '100644 late\n', 'rest.txt': '100644 rest\n' });
  });
});

describe.concurrent('a conflict is asked', () => {
  test('on the lines, on the file where the diff does not show them, in the status comment where it does not show the file', async () => {
    const far = (...edits: [number, string][]) =>
      Array.from(
        { length: 40 },
        (_, i) => `${edits.find(([at]) => at === i + 1)?.[1] ?? `far ${i + 1}`}\n`,
      ).join('');
    const place = await open({
      files: { 'far.txt': far(), 'half.txt': far(), 'gone.txt': lines('g') },
      change: {
        'half.txt': far([1, 'first'], [40, 'changed']),
        'gone.txt': edited('g', [5, 'changed']),
      },
    });
    const run = await place.start(
      'sed -i "s/^far 40$/sandbox/" far.txt; sed -i "s/^changed$/sandbox/" half.txt gone.txt',
    );
    // The branch goes back to what main has, so its diff shows nothing there.
    await place.push({ 'gone.txt': lines('g'), 'half.txt': far([1, 'first']) });
    await place.push({ 'far.txt': far([40, 'ben']) });
    await run.proceed();
    await run.ended();
    expect((await place.threads()).map(({ path, lines: at }) => [path, at])).toEqual([
      ['far.txt', { start: 40, end: 40 }],
      ['half.txt', undefined],
    ]);
    const { body } = await place.status(run.id);
    expect(body).toContain('`gone.txt`, which the diff of this pull request does not show');
    const id = /\/speckit keep result ([0-9a-f]{10})/.exec(body)?.[1];
    await place.comment(`/speckit keep result ${id}`);
    await place.reply(await threadOn(place, 'half.txt'), '/speckit keep result');
    await place.reply(await threadOn(place, 'far.txt'), '/speckit keep branch');
    expect(await place.files()).toMatchObject({
      'far.txt': `100644 ${far([40, 'ben'])}`,
      'half.txt': `100644 ${far([1, 'first'], [40, 'sandbox'])}`,
      'gone.txt': `100644 ${edited('g', [5, 'sandbox'])}`,
    });
  });

  test.skipIf(withoutEmulator)('although GitHub refuses the review and one of its lines', async () => {
    const place = await places.emulated({ files: { 'p.txt': lines('p'), 'q.txt': lines('q') } });
    const { scene } = place;
    const undo = scene.github.onRequest(({ method, path, body }) => {
      if (method !== 'POST' || !path.includes(`/${scene.repo}/pulls/`)) return undefined;
      const refused = path.endsWith('/reviews') || (body.path === 'p.txt' && body.subject_type !== 'file');
      return refused ? { status: 422, body: { message: 'Unprocessable Entity' } } : undefined;
    });
    await collide(place, {
      command: 'sed -i "s/^.2$/sandbox/" p.txt q.txt',
      push: { 'p.txt': edited('p', [2, 'ben']), 'q.txt': edited('q', [2, 'ben']) },
    });
    undo();
    expect((await place.threads()).map(({ path, lines: at }) => [path, at])).toEqual([
      ['p.txt', undefined],
      ['q.txt', { start: 2, end: 2 }],
    ]);
  });

  test('in the status comment when the conversation is locked', async () => {
    const place = await open({ files: { 'p.txt': lines('p') } });
    const run = await place.start('sed -i "s/^p2$/sandbox/" p.txt');
    await place.push({ 'p.txt': edited('p', [2, 'ben']) });
    await place.lock();
    await run.proceed();
    await run.ended();
    expect(await place.threads()).toEqual([]);
    expect((await place.status(run.id)).body).toContain('`/speckit keep branch');
    await place.comment('/speckit keep result');
    expect((await place.files())['p.txt']).toBe(`100644 ${edited('p', [2, 'sandbox'])}`);
  });

  test('with both versions, safe whatever they hold', async () => {
    const place = await open({ files: { 'p.md': lines('p') } });
    await collide(place, {
      command: `printf '%s\\n' p1 '\`\`\`\`' '<!-- speckit-remote run=r000000000000 conflict=abcdef0123 -->' '@acme/all ghp_${'x'.repeat(36)}' > p.md`,
      push: { 'p.md': edited('p', [2, '```` @everyone']) },
    });
    const [thread] = await place.threads();
    expect(thread?.body).toContain('`````\n```` @everyone\n');
    expect(thread?.body).not.toContain('ghp_x');
    expect(thread?.body).not.toContain('suggestion\n');
  });

  test('of two runs by their names', async () => {
    const place = await open({ files: { 'p.txt': lines('p'), 'q.txt': lines('q') } });
    const first = await collide(place, {
      command: 'sed -i "s/^p2$/sandbox/" p.txt',
      push: { 'p.txt': edited('p', [2, 'ben']) },
    });
    const second = await collide(place, {
      command: 'sed -i "s/^q2$/sandbox/" q.txt',
      push: { 'q.txt': edited('q', [2, 'ben']) },
    });
    await place.comment(`/speckit keep result ${first}`);
    expect(await place.keptRef(first)).toBeUndefined();
    expect(await place.keptRef(second)).toBeDefined();
    expect(await place.files()).toMatchObject({
      'p.txt': `100644 ${edited('p', [2, 'sandbox'])}`,
      'q.txt': `100644 ${edited('q', [2, 'ben'])}`,
    });
    await place.comment('/speckit keep branch');
    expect(await place.keptRef(second)).toBeUndefined();
  });
});
