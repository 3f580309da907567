import { expect, test } from 'vitest';
import { mergeLines } from '../../shared/sync/merge-lines.ts';
import { openObjects } from '../../shared/sync/objects.ts';
import { type Choice, reconcile } from '../../shared/sync/reconcile.ts';
import { type File, newScratch, tempDir, writeTree } from './repo.ts';

const lines = (...edits: [number, string][]) =>
  Array.from(
    { length: 12 },
    (_, at) => `${edits.find(([line]) => line === at + 1)?.[1] ?? `line ${at + 1}`}\n`,
  ).join('');
const script = (content: string) => ({ mode: '100755', content });

test.each<
  [string, { base: File; ours: File; theirs: File; branch?: string; result?: string; mode?: string }]
>([
  [
    'takes a side only where both changed',
    {
      base: lines(),
      ours: lines([2, 'ours'], [11, 'ours too']),
      theirs: lines([2, 'theirs'], [6, 'theirs too']),
      branch: lines([2, 'ours'], [6, 'theirs too'], [11, 'ours too']),
      result: lines([2, 'theirs'], [6, 'theirs too'], [11, 'ours too']),
    },
  ],
  [
    'takes the mode that one side changed',
    {
      base: lines(),
      ours: lines([2, 'ours']),
      theirs: script(lines([2, 'theirs'])),
      branch: lines([2, 'ours']),
      result: lines([2, 'theirs']),
      mode: '100755',
    },
  ],
  [
    'keeps bytes that are no UTF-8, and a missing newline',
    {
      base: Buffer.from('\xe9\none\ntwo', 'latin1'),
      ours: Buffer.from('\xe9\nours\ntwo', 'latin1'),
      theirs: Buffer.from('\xe9\ntheirs\ntwo', 'latin1'),
      branch: '\xe9\nours\ntwo',
      result: '\xe9\ntheirs\ntwo',
    },
  ],
  ['leaves binary files to whole versions', { base: '\0a', ours: '\0b', theirs: '\0c' }],
])('%s', async (_what, { base, ours, theirs, branch, result, mode = '100644' }) => {
  await using dir = await tempDir();
  await using scratch = await newScratch(dir.path);
  const { gitDir } = scratch;
  const [b, o, t] = await Promise.all([base, ours, theirs].map(file => writeTree(gitDir, { 'a.txt': file })));
  const merge = await reconcile(scratch, { base: b ?? '', ours: o ?? '', theirs: t ?? '' });
  if (merge.kind !== 'conflict') throw new Error(merge.kind);
  for (const [choice, expected] of [
    ['branch', branch],
    ['result', result],
  ] as const) {
    const merged = await mergeLines(scratch, merge.conflicts, new Map<string, Choice>([['a.txt', choice]]));
    if (expected === undefined) {
      expect(merged).toEqual([]);
      continue;
    }
    expect(merged).toMatchObject([{ path: 'a.txt', mode }]);
    await using objects = openObjects(scratch);
    expect((await objects.read(merged[0]?.oid ?? '', 10_000)).toString('latin1')).toBe(expected);
  }
});
