import { expect, test, vi } from 'vitest';
import type { RunEvent } from '../../shared/events.ts';
import { collide, emulatedPlace } from './support/conflict-place.ts';
import { useStage } from './support/stage.ts';

const told: RunEvent[] = [];
const stage = useStage({ listen: (_run, event) => void told.push(event) });
vi.setConfig({ testTimeout: 300_000 });

/** A thousand files and 50 MB that do not compress, with everything that a tree can hold. */
const LARGE = [
  'mkdir -p many big',
  'i=0; while [ $i -lt 970 ]; do echo "file $i" > many/$i.txt; i=$((i+1)); done',
  'i=0; while [ $i -lt 25 ]; do head -c 2097152 /dev/urandom > big/$i.bin; i=$((i+1)); done',
  'mkdir -p "日本/ünï"; echo ja > "日本/ünï/файл 🛒.txt"',
  `d=deep; i=0; while [ $i -lt 12 ]; do d="$d/folder-number-$i"; i=$((i+1)); done; mkdir -p "$d"; echo far > "$d/${'x'.repeat(200)}.txt"`,
  String.raw`printf '#!/bin/sh\n' > run.sh; chmod +x run.sh; ln -s big/0.bin link; rm src/a.txt`,
].join('\n');

test('a thousand files and 50 MB land in one commit by a few calls', async () => {
  const place = await emulatedPlace(stage, 'acme-1');
  const { scene } = place;
  const calls: string[] = [];
  const refs: string[] = [];
  const undo = scene.github.onRequest(({ method, path }) => {
    if (path.includes('/git/') || path.includes('/graphql'))
      calls.push(`${method} ${path.split('/git/')[1] ?? 'graphql'}`);
    if (path.includes('git-receive-pack')) refs.push(path);
    return undefined;
  });
  const began = Date.now();
  const run = await scene.run(`/speckit run -- ${LARGE}`);
  undo();
  console.info(`a thousand files and 50 MB: ${((Date.now() - began) / 1000).toFixed(1)} s in all`);
  expect(run.outcome).toMatchObject({
    conclusion: 'success',
    changes: expect.objectContaining({ length: 1000 }),
  });
  const writes = calls.filter(call => !call.startsWith('GET'));
  expect(writes).toEqual([
    'POST commits',
    expect.stringContaining('graphql'),
    expect.stringContaining('DELETE refs/'),
  ]);
  expect(refs.length).toBeGreaterThan(0);
  expect(run.resultRef).toBeUndefined();
  expect(await place.keptRef(run.id)).toBeUndefined();
  const published = told.filter(event => event.type === 'progress').filter(({ step }) => step === 'publish');
  expect(published.at(-1)).toMatchObject({ doneFiles: 999, totalFiles: 999 });
  expect(published.at(-1)?.doneBytes).toBeGreaterThan(50_000_000);
  const head = await scene.head();
  expect(head).toMatchObject({ parents: [scene.headSha], verified: true });
  const tree = await scene.github.tree(scene.repo, scene.branch);
  const modes = new Map(tree.map(({ path, mode }) => [path, mode]));
  expect(tree.filter(({ path }) => path.startsWith('many/'))).toHaveLength(970);
  expect(tree.filter(({ path, size }) => path.startsWith('big/') && size === 2_097_152)).toHaveLength(25);
  expect([modes.get('run.sh'), modes.get('link'), modes.get('src/a.txt')]).toEqual([
    '100755',
    '120000',
    undefined,
  ]);
  expect(await scene.read('日本/ünï/файл 🛒.txt')).toBe('ja\n');
  expect([...modes.keys()].some(path => path.length > 400)).toBe(true);
});

test('a large result with a conflict is kept, and brought once it is settled', async () => {
  const place = await emulatedPlace(stage, 'acme-2', { files: { 'c.txt': 'one\n' } });
  const run = await collide(place, {
    command: `${LARGE}\necho sandbox > c.txt`,
    push: { 'c.txt': 'ben\n', 'late.txt': 'late\n' },
  });
  expect(await place.keptRef(run)).toBeDefined();
  const [thread] = await place.threads();
  if (!thread) throw new Error('no thread');
  await place.reply(thread, '/speckit keep result');
  const files = await place.files();
  expect(files).toMatchObject({
    'c.txt': '100644 sandbox\n',
    'late.txt': '100644 late\n',
    'many/7.txt': '100644 file 7\n',
  });
  expect(Object.keys(files).filter(path => path.startsWith('big/'))).toHaveLength(25);
  const refs = Object.keys(await place.scene.github.refs(place.scene.repo));
  expect(refs.filter(ref => ref.startsWith('refs/speckit/'))).toEqual([]);
});
