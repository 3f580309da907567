import { expect, test } from 'vitest';
import { linesOf, regionsOf } from '../../shared/sync/diff3.ts';
import { type ConflictHunk, reconcile } from '../../shared/sync/reconcile.ts';
import { newScratch, tempDir, writeTree } from './repo.ts';

const text = (...lines: string[]) => lines.map(line => `${line}\n`).join('');
const NUMBERS = Array.from({ length: 12 }, (_, i) => `${i + 1}`);
const edited = (changes: Record<string, string[]>) =>
  text(...NUMBERS.flatMap(line => changes[line] ?? [line]));

const LONG = 'a line\n'.repeat(200_000);

/** Each place as `first-last | branch's lines | result's lines`. */
const CASES: Record<string, { base?: string; ours: string; theirs: string; expect: string[] | undefined }> = {
  'one line': { ours: edited({ 5: ['o'] }), theirs: edited({ 5: ['t'] }), expect: ['5-5 | o | t'] },
  'after lines that the branch added': {
    ours: edited({ 2: ['2', 'a', 'b'], 5: ['o'] }),
    theirs: edited({ 5: ['t'] }),
    expect: ['7-7 | o | t'],
  },
  'after lines that the result added': {
    ours: edited({ 5: ['o'] }),
    theirs: edited({ 2: ['2', 'a', 'b'], 5: ['t'] }),
    expect: ['5-5 | o | t'],
  },
  'after lines that both removed': {
    ours: edited({ 2: [], 3: [], 8: ['o'] }),
    theirs: edited({ 2: [], 3: [], 8: ['t'] }),
    expect: ['6-6 | o | t'],
  },
  'the branch deleted what the result edited': {
    ours: edited({ 5: [] }),
    theirs: edited({ 5: ['t'] }),
    expect: ['5-4 |  | t'],
  },
  'the result deleted what the branch edited': {
    ours: edited({ 5: ['o'] }),
    theirs: edited({ 5: [] }),
    expect: ['5-5 | o | '],
  },
  'both insert at the same place': {
    ours: edited({ 5: ['5', 'o'] }),
    theirs: edited({ 5: ['5', 't', 'u'] }),
    expect: ['6-6 | o | t,u'],
  },
  'overlapping ranges of different length': {
    ours: edited({ 4: ['o'], 5: ['p'], 6: [] }),
    theirs: edited({ 6: ['t'], 7: ['u'] }),
    expect: ['4-6 | o,p,7 | 4,5,t,u'],
  },
  'neighbouring lines': {
    ours: edited({ 5: ['o'] }),
    theirs: edited({ 6: ['t'] }),
    expect: ['5-6 | o,6 | 5,t'],
  },
  'several places': {
    ours: edited({ 2: ['o'], 6: ['fine'], 11: ['p'] }),
    theirs: edited({ 2: ['t'], 11: ['u'] }),
    expect: ['2-2 | o | t', '11-11 | p | u'],
  },
  'what is alike at the ends is left out': {
    ours: edited({ 5: ['same', 'o', 'end'] }),
    theirs: edited({ 5: ['same', 't', 'end'] }),
    expect: ['6-6 | o | t'],
  },
  'at the beginning and at the end': {
    ours: edited({ 1: ['o'], 12: ['p'] }),
    theirs: edited({ 1: ['t'], 12: ['u'] }),
    expect: ['1-1 | o | t', '12-12 | p | u'],
  },
  'without a newline at the end': {
    base: 'a\nb',
    ours: 'a\no',
    theirs: 'a\nt',
    expect: ['2-2 | o | t'],
  },
  'added by both': { base: '', ours: text('a', 'o'), theirs: text('a', 't'), expect: ['2-2 | o | t'] },
  'lines like markers': {
    ours: edited({ 5: ['<<<<<<< x', '=======', '>>>>>>> y'] }),
    theirs: edited({ 5: ['======='] }),
    expect: ['5-7 | <<<<<<< x,=======,>>>>>>> y | ======='],
  },
  'carriage returns': {
    ours: edited({ 5: ['5\r'] }),
    theirs: edited({ 5: ['t'] }),
    expect: ['5-5 | 5\r | t'],
  },
  'binary data': { ours: edited({ 5: ['\0o'] }), theirs: edited({ 5: ['\0t'] }), expect: undefined },
  'far too large': {
    base: LONG,
    ours: text('o') + LONG,
    theirs: text('t') + LONG,
    expect: undefined,
  },
};

test.each(Object.entries(CASES))('%s', async (_, given) => {
  await using dir = await tempDir();
  await using scratch = await newScratch(dir.path);
  const tree = (content: string) =>
    writeTree(scratch.gitDir, content === '' ? { k: '' } : { a: content, k: '' });
  const result = await reconcile(scratch, {
    base: await tree(given.base ?? text(...NUMBERS)),
    ours: await tree(given.ours),
    theirs: await tree(given.theirs),
  });
  if (result.kind !== 'conflict') throw new Error(`No conflict but ${result.kind}`);
  const hunks = result.conflicts[0]?.hunks;
  expect(hunks?.map(shown)).toEqual(given.expect);
  for (const hunk of hunks ?? []) {
    expect(given.ours.split('\n').slice(hunk.start - 1, hunk.end)).toEqual(hunk.ours);
  }
});

const shown = ({ start, end, ours, theirs }: ConflictHunk) => `${start}-${end} | ${ours} | ${theirs}`;

test('committing what the result has in these lines settles the conflict and keeps the other edits', async () => {
  await using dir = await tempDir();
  await using scratch = await newScratch(dir.path);
  const tree = (content: string) => writeTree(scratch.gitDir, { a: content });
  const ours = edited({ 2: ['2', 'a'], 5: ['o'], 9: [] });
  const trees = {
    base: await tree(text(...NUMBERS)),
    ours: await tree(ours),
    theirs: await tree(edited({ 5: ['t', 'u'], 12: ['12', 'v'] })),
  };
  const result = await reconcile(scratch, trees);
  const hunks = result.kind === 'conflict' ? (result.conflicts[0]?.hunks ?? []) : [];
  const suggested = ours.split('\n');
  for (const { start, end, theirs } of hunks) suggested.splice(start - 1, end - start + 1, ...theirs);
  const again = await reconcile(scratch, { ...trees, ours: await tree(suggested.join('\n')) });
  const merged = edited({ 2: ['2', 'a'], 5: ['t', 'u'], 9: [], 12: ['12', 'v'] });
  expect(again).toEqual({ kind: 'clean', tree: await tree(merged) });
});

test('regions cover each change once, in order, and fit all three files', () => {
  const base = linesOf(text(...NUMBERS));
  const ours = linesOf(edited({ 2: [], 5: ['o', 'p'], 10: ['q'] }));
  const theirs = linesOf(edited({ 5: ['t'], 8: ['8', 'u'] }));
  const regions = regionsOf(
    [
      { at: 1, removed: 1, to: 1, added: 0 },
      { at: 4, removed: 1, to: 3, added: 2 },
      { at: 9, removed: 1, to: 9, added: 1 },
    ],
    [
      { at: 4, removed: 1, to: 4, added: 1 },
      { at: 8, removed: 0, to: 8, added: 1 },
    ],
  );
  const part = (lines: readonly string[], { start, end }: { start: number; end: number }) =>
    lines.slice(start, end).join('').replaceAll('\n', ' ');
  expect(
    regions.map(region => [
      region.by,
      part(base, region.base),
      part(ours, region.ours),
      part(theirs, region.theirs),
    ]),
  ).toEqual([
    ['ours', '2 ', '', '2 '],
    ['both', '5 ', 'o p ', 't '],
    ['theirs', '', '', 'u '],
    ['ours', '10 ', 'q ', '10 '],
  ]);
});
