import { expect, test } from 'vitest';
import { type Choice, reconcile } from '../../shared/sync/reconcile.ts';
import { resolveConflicts } from '../../shared/sync/resolve.ts';
import { type Files, newScratch, tempDir, writeTree } from './repo.ts';

const lines = (...changed: Record<number, string>[]) =>
  Array.from({ length: 20 }, (_, i) => `${changed.find(c => i in c)?.[i] ?? `line ${i}`}\n`).join('');
const BASE = lines();
const binary = (end: string) => Buffer.from(`\0\u0001${'x'.repeat(50)}${end}`);

interface Sides {
  base: Files;
  ours: Files;
  theirs: Files;
}

const executable = (content: string) => ({ mode: '100755', content });
const link = (content: string) => ({ mode: '120000', content });
const submodule = (digit: string) => ({ mode: '160000', content: digit.repeat(40) });
const pointer = (digit: string, more = '') =>
  `version https://git-lfs.github.com/spec/v1\n${more}oid sha256:${digit.repeat(64)}\nsize 100\n`;

const MERGES: Record<string, Sides & { expect: 'unchanged' | Files }> = {
  'nothing changed': { base: { a: 'x' }, ours: { a: 'y' }, theirs: { a: 'x' }, expect: 'unchanged' },
  'the branch has it already': {
    base: { a: 'x' },
    ours: { a: 'y', b: 'z' },
    theirs: { a: 'y' },
    expect: 'unchanged',
  },
  'the branch did not move': { base: { a: 'x' }, ours: { a: 'x' }, theirs: { a: 'y' }, expect: { a: 'y' } },
  'different files': {
    base: { a: 'x', b: 'x' },
    ours: { a: 'o', b: 'x' },
    theirs: { a: 'x', b: 't' },
    expect: { a: 'o', b: 't' },
  },
  'both edit apart': {
    base: { a: BASE },
    ours: { a: lines({ 1: 'ours' }) },
    theirs: { a: lines({ 15: 'theirs' }) },
    expect: { a: lines({ 1: 'ours' }, { 15: 'theirs' }) },
  },
  'both make the same edit': {
    base: { a: BASE, b: 'x' },
    ours: { a: lines({ 5: 'same' }), b: 'x' },
    theirs: { a: lines({ 5: 'same' }), b: 'y' },
    expect: { a: lines({ 5: 'same' }), b: 'y' },
  },
  'both add the same': {
    base: { k: '' },
    ours: { k: '', a: 'x', o: '' },
    theirs: { k: '', a: 'x', t: '' },
    expect: { k: '', a: 'x', o: '', t: '' },
  },
  'both add, one of them an empty file': {
    base: { k: '' },
    ours: { k: '', a: '' },
    theirs: { k: '', a: 'theirs\n' },
    expect: { k: '', a: 'theirs\n' },
  },
  'both delete': { base: { a: 'x', b: 'y' }, ours: { b: 'o' }, theirs: { b: 'y' }, expect: 'unchanged' },
  'we rename, they edit': {
    base: { a: BASE, k: '' },
    ours: { b: BASE, k: '' },
    theirs: { a: lines({ 5: 'theirs' }), k: '' },
    expect: { b: lines({ 5: 'theirs' }), k: '' },
  },
  'they rename, we edit': {
    base: { a: BASE, k: '' },
    ours: { a: lines({ 5: 'ours' }), k: '' },
    theirs: { b: BASE, k: '' },
    expect: { b: lines({ 5: 'ours' }), k: '' },
  },
  'we rename by case alone, they edit': {
    base: { 'readme.md': BASE },
    ours: { 'README.md': BASE },
    theirs: { 'readme.md': lines({ 5: 'theirs' }) },
    expect: { 'README.md': lines({ 5: 'theirs' }) },
  },
  'a file added to a folder we renamed stays where it was put': {
    base: { 'd/a': BASE, 'd/b': `${BASE}b` },
    ours: { 'e/a': BASE, 'e/b': `${BASE}b` },
    theirs: { 'd/a': BASE, 'd/b': `${BASE}b`, 'd/new': 'n' },
    expect: { 'd/new': 'n', 'e/a': BASE, 'e/b': `${BASE}b` },
  },
  'mode by us, content by them': {
    base: { a: 'x' },
    ours: { a: executable('x') },
    theirs: { a: 'y' },
    expect: { a: executable('y') },
  },
  'content by us, mode by them': {
    base: { a: 'x' },
    ours: { a: 'y' },
    theirs: { a: executable('x') },
    expect: { a: executable('y') },
  },
  'line endings by us, another line by them': {
    base: { a: BASE },
    ours: { a: lines({ 1: 'line 1\r' }) },
    theirs: { a: lines({ 15: 'theirs' }) },
    expect: { a: lines({ 1: 'line 1\r' }, { 15: 'theirs' }) },
  },
  'empty files are nobody’s renames': {
    base: { a: '', k: '' },
    ours: { b: '', k: '' },
    theirs: { a: '', c: '', k: 'x' },
    expect: { b: '', c: '', k: 'x' },
  },
  'submodules stay as they are': {
    base: { vendor: submodule('a'), x: 'x', y: 'y' },
    ours: { vendor: submodule('b'), x: 'o', y: 'y' },
    theirs: { vendor: submodule('a'), x: 'x', y: 't' },
    expect: { vendor: submodule('b'), x: 'o', y: 't' },
  },
  'LFS pointers of different files': {
    base: { 'a.bin': pointer('a'), 'b.bin': pointer('b') },
    ours: { 'a.bin': pointer('1'), 'b.bin': pointer('b') },
    theirs: { 'a.bin': pointer('a'), 'b.bin': pointer('2') },
    expect: { 'a.bin': pointer('1'), 'b.bin': pointer('2') },
  },
  'names that differ by case and did so before': {
    base: { 'Docs/a': 'a', 'docs/a': 'a' },
    ours: { 'Docs/a': 'a', 'docs/a': 'a', 'Docs/o': 'o' },
    theirs: { 'Docs/a': 'a', 'docs/a': 'a', 'docs/t': 't' },
    expect: { 'Docs/a': 'a', 'docs/a': 'a', 'Docs/o': 'o', 'docs/t': 't' },
  },
};

test.each(Object.entries(MERGES))('%s', async (_, given) => {
  await using stage = await stageOf(given);
  const result = await reconcile(stage.scratch, stage.trees);
  if (given.expect === 'unchanged') expect(result).toEqual({ kind: 'unchanged' });
  else expect(result).toEqual({ kind: 'clean', tree: await writeTree(stage.scratch.gitDir, given.expect) });
  // There is nothing to choose, so choices do not matter.
  const settled = await resolveConflicts(stage.scratch, stage.trees, new Map([['a', 'result']]));
  const tree = given.expect === 'unchanged' ? given.ours : given.expect;
  expect(settled).toEqual({ kind: 'clean', tree: await writeTree(stage.scratch.gitDir, tree) });
});

/** `conflict`: kind and paths. `sides`: who has it. What each choice gives is told only where it is not that side's whole tree. */
const CONFLICTS: Record<string, Sides & { conflict: string; sides: string; branch?: Files; result?: Files }> =
  {
    'same lines': {
      base: { a: BASE, k: 'k' },
      ours: { a: lines({ 5: 'ours' }), k: 'o' },
      theirs: { a: lines({ 5: 'theirs' }), k: 'k', n: 'n' },
      conflict: 'content a',
      sides: 'base ours theirs',
      branch: { a: lines({ 5: 'ours' }), k: 'o', n: 'n' },
      result: { a: lines({ 5: 'theirs' }), k: 'o', n: 'n' },
    },
    'they delete, we edit': {
      base: { a: BASE, b: 'x' },
      ours: { a: lines({ 5: 'ours' }), b: 'x' },
      theirs: { b: 'x' },
      conflict: 'modify/delete a',
      sides: 'base ours',
    },
    'we delete, they edit': {
      base: { a: BASE, b: 'x' },
      ours: { b: 'x' },
      theirs: { a: lines({ 5: 'theirs' }), b: 'x' },
      conflict: 'modify/delete a',
      sides: 'base theirs',
    },
    'both add differently': {
      base: { k: '' },
      ours: { k: '', a: 'ours\n' },
      theirs: { k: '', a: 'theirs\n' },
      conflict: 'add/add a',
      sides: 'ours theirs',
    },
    'both add the same content with different modes': {
      base: { k: '' },
      ours: { k: '', a: 'x' },
      theirs: { k: '', a: executable('x') },
      conflict: 'mode a',
      sides: 'ours theirs',
    },
    'we rename and edit, they edit the same lines': {
      base: { a: BASE, k: '' },
      ours: { b: lines({ 5: 'ours' }, { 1: 'ours' }), k: '' },
      theirs: { a: lines({ 5: 'theirs' }, { 15: 'theirs' }), k: '' },
      conflict: 'content b a',
      sides: 'base:a ours theirs:a',
      branch: { b: lines({ 5: 'ours' }, { 1: 'ours' }, { 15: 'theirs' }), k: '' },
      result: { b: lines({ 5: 'theirs' }, { 1: 'ours' }, { 15: 'theirs' }), k: '' },
    },
    'they rename and edit, we edit the same lines': {
      base: { a: BASE, k: '' },
      ours: { a: lines({ 5: 'ours' }, { 1: 'ours' }), k: '' },
      theirs: { b: lines({ 5: 'theirs' }, { 15: 'theirs' }), k: '' },
      conflict: 'content a b',
      sides: 'base ours theirs:b',
      branch: { b: lines({ 5: 'ours' }, { 1: 'ours' }, { 15: 'theirs' }), k: '' },
      result: { b: lines({ 5: 'theirs' }, { 1: 'ours' }, { 15: 'theirs' }), k: '' },
    },
    'both rename to the same name and edit the same lines': {
      base: { a: BASE, k: '' },
      ours: { b: lines({ 5: 'ours' }, { 1: 'ours' }), k: '' },
      theirs: { b: lines({ 5: 'theirs' }, { 15: 'theirs' }), k: '' },
      conflict: 'content b a',
      sides: 'base:a ours theirs',
      branch: { b: lines({ 5: 'ours' }, { 1: 'ours' }, { 15: 'theirs' }), k: '' },
      result: { b: lines({ 5: 'theirs' }, { 1: 'ours' }, { 15: 'theirs' }), k: '' },
    },
    'both rename differently': {
      base: { a: BASE, k: '' },
      ours: { b: BASE, k: '' },
      theirs: { c: lines({ 5: 'theirs' }), k: '' },
      conflict: 'rename/rename b c a',
      sides: 'base:a ours theirs:c',
    },
    'both rename different files to the same name': {
      base: { a: BASE, b: `${BASE}${BASE}b`, k: '' },
      ours: { c: BASE, b: `${BASE}${BASE}b`, k: '' },
      theirs: { a: BASE, c: `${BASE}${BASE}b`, k: '' },
      conflict: 'rename/add c b a',
      sides: 'base:b ours theirs',
    },
    'we rename to a name that they add': {
      base: { a: BASE, k: '' },
      ours: { b: BASE, k: '' },
      theirs: { a: lines({ 5: 'theirs' }), b: 'new\n', k: '' },
      conflict: 'rename/add b a',
      sides: 'base:a ours theirs',
    },
    'we rename, they delete': {
      base: { a: BASE, k: '' },
      ours: { b: BASE, k: '' },
      theirs: { k: '' },
      conflict: 'rename/delete b a',
      sides: 'base:a ours',
    },
    'they rename, we delete': {
      base: { a: BASE, k: '' },
      ours: { k: '' },
      theirs: { b: BASE, k: '' },
      conflict: 'rename/delete b a',
      sides: 'base:a theirs',
    },
    'binary on both sides': {
      base: { a: binary('b') },
      ours: { a: binary('o') },
      theirs: { a: binary('t') },
      conflict: 'binary a',
      sides: 'base ours theirs',
    },
    'symlinks to different places': {
      base: { l: link('a') },
      ours: { l: link('b') },
      theirs: { l: link('c') },
      conflict: 'symlink l',
      sides: 'base ours theirs',
    },
    'a symlink against an edited file': {
      base: { l: BASE },
      ours: { l: link('elsewhere') },
      theirs: { l: lines({ 5: 'theirs' }) },
      conflict: 'distinct types l',
      sides: 'base ours theirs',
    },
    'a file against a folder': {
      base: { k: '' },
      ours: { k: '', x: 'file' },
      theirs: { k: '', 'x/y': 'inner', 'x/z/z': 'inmost' },
      conflict: 'file/directory x',
      sides: 'ours theirs',
    },
    'a folder against a file': {
      base: { k: '' },
      ours: { k: '', 'x/y': 'inner', 'x/z/z': 'inmost' },
      theirs: { k: '', x: 'file' },
      conflict: 'file/directory x',
      sides: 'ours theirs',
    },
    'a file in place of a folder that they edit': {
      base: { 'x/a': BASE, 'x/b': 'b', k: 'k' },
      ours: { x: 'file', k: 'o' },
      theirs: { 'x/a': lines({ 5: 'theirs' }), 'x/b': 'b', k: 'k' },
      conflict: 'file/directory x',
      sides: 'base ours theirs',
      branch: { x: 'file', k: 'o' },
      result: { 'x/a': lines({ 5: 'theirs' }), 'x/b': 'b', k: 'o' },
    },
    'a file moved into a folder of its name': {
      base: { a: BASE, k: '' },
      ours: { 'a/a': lines({ 5: 'ours' }), k: '' },
      theirs: { a: lines({ 5: 'theirs' }), k: '' },
      conflict: 'file/directory a',
      sides: 'base ours theirs',
    },
    'names that differ by case': {
      base: { k: 'k' },
      ours: { k: 'k', 'README.md': 'ours' },
      theirs: { k: 'k', 'readme.md': 'theirs' },
      conflict: 'case README.md readme.md',
      sides: 'ours theirs:readme.md',
    },
    'names that differ by Unicode form': {
      base: { k: 'k' },
      ours: { k: 'k', 'caf\u00e9': 'ours' },
      theirs: { k: 't', 'cafe\u0301': 'theirs' },
      conflict: 'case caf\u00e9 cafe\u0301',
      sides: 'ours theirs:cafe\u0301',
      branch: { k: 't', 'caf\u00e9': 'ours' },
      result: { k: 't', 'cafe\u0301': 'theirs' },
    },
    'folders that differ by case': {
      base: { k: 'k' },
      ours: { k: 'k', 'Docs/a': 'ours', 'Docs/deep/b': 'ours' },
      theirs: { k: 'k', 'docs/a': 'theirs' },
      conflict: 'case Docs docs',
      sides: 'ours theirs:docs',
    },
    'line endings of the whole file against an edit': {
      base: { a: BASE },
      ours: { a: BASE.replaceAll('\n', '\r\n') },
      theirs: { a: lines({ 5: 'theirs' }) },
      conflict: 'content a',
      sides: 'base ours theirs',
    },
    'submodules moved to different commits': {
      base: { vendor: submodule('a') },
      ours: { vendor: submodule('b') },
      theirs: { vendor: submodule('c') },
      conflict: 'submodule vendor',
      sides: 'base ours theirs',
    },
    'a submodule against a file': {
      base: { k: '' },
      ours: { k: '', vendor: submodule('b') },
      theirs: { k: '', vendor: 'file' },
      conflict: 'distinct types vendor',
      sides: 'ours theirs',
    },
    'LFS pointers': {
      base: { 'a.bin': pointer('a') },
      ours: { 'a.bin': pointer('b') },
      theirs: { 'a.bin': pointer('c') },
      conflict: 'lfs a.bin',
      sides: 'base ours theirs',
    },
    'LFS pointers that would merge line by line': {
      base: { 'a [1]*"ü.bin': pointer('a', 'x-1 a\nx-2 b\nx-3 c\n') },
      ours: { 'a [1]*"ü.bin': pointer('a', 'x-1 ours\nx-2 b\nx-3 c\n') },
      theirs: { 'a [1]*"ü.bin': pointer('t', 'x-1 a\nx-2 b\nx-3 c\n') },
      conflict: 'lfs a [1]*"ü.bin',
      sides: 'base ours theirs',
    },
    'LFS pointers, renamed by us': {
      base: { 'a.bin': pointer('a', `${'x'.repeat(300)}\nx-2 b\nx-3 c\n`) },
      ours: { 'b.bin': pointer('a', `${'x'.repeat(300)} ours\nx-2 b\nx-3 c\n`) },
      theirs: { 'a.bin': pointer('t', `${'x'.repeat(300)}\nx-2 b\nx-3 c\n`) },
      conflict: 'lfs b.bin a.bin',
      sides: 'base:a.bin ours theirs:a.bin',
    },
    'merge drivers of the tree do not count': {
      base: { '.gitattributes': '* merge=union\n', a: BASE },
      ours: { '.gitattributes': '* merge=union\n', a: lines({ 5: 'ours' }) },
      theirs: { '.gitattributes': '* merge=union\n', a: lines({ 5: 'theirs' }) },
      conflict: 'content a',
      sides: 'base ours theirs',
    },
    'strange names': {
      base: { 'ä ö\n"x"~y': BASE },
      ours: { 'ä ö\n"x"~y': lines({ 5: 'ours' }) },
      theirs: { 'ä ö\n"x"~y': lines({ 5: 'theirs' }) },
      conflict: 'content ä ö\n"x"~y',
      sides: 'base ours theirs',
    },
  };

test.each(Object.entries(CONFLICTS))('%s', async (_, given) => {
  await using stage = await stageOf(given);
  const { scratch, trees } = stage;
  const result = await reconcile(scratch, trees);
  if (result.kind !== 'conflict') throw new Error(`No conflict but ${result.kind}`);
  expect(result.conflicts.map(({ kind, paths }) => [kind, ...paths].join(' '))).toEqual([given.conflict]);
  const [conflict] = result.conflicts;
  const sides = (['base', 'ours', 'theirs'] as const).flatMap(name => {
    const side = conflict?.[name];
    return side ? [side.path === conflict?.path ? name : `${name}:${side.path}`] : [];
  });
  expect(sides.join(' ')).toBe(given.sides);

  const choose = (choice: Choice) =>
    resolveConflicts(scratch, trees, new Map([[conflict?.path ?? '', choice]]));
  const branch = await writeTree(scratch.gitDir, given.branch ?? given.ours);
  expect(await choose('branch')).toEqual({ kind: 'clean', tree: branch });
  const theirs = await writeTree(scratch.gitDir, given.result ?? given.theirs);
  expect(await choose('result')).toEqual({ kind: 'clean', tree: theirs });
  const undecided = await resolveConflicts(scratch, trees, new Map());
  expect(undecided).toEqual({ kind: 'conflict', remaining: result.conflicts });
});

test('each conflict is settled on its own, the rest is merged', async () => {
  await using stage = await stageOf({
    base: { a: BASE, b: BASE, c: BASE, d: 'd' },
    ours: { a: lines({ 5: 'ours' }), b: lines({ 5: 'ours' }), c: lines({ 2: 'ours' }), d: 'o' },
    theirs: {
      a: lines({ 5: 'theirs' }),
      b: lines({ 5: 'theirs' }),
      c: lines({ 9: 'theirs' }),
      d: 'd',
      e: 'e',
    },
  });
  const { scratch, trees } = stage;
  const half = await resolveConflicts(scratch, trees, new Map([['a', 'result']]));
  expect(half).toMatchObject({ kind: 'conflict', remaining: [{ path: 'b' }] });
  const all = await resolveConflicts(
    scratch,
    trees,
    new Map([
      ['a', 'result'],
      ['b', 'branch'],
    ]),
  );
  expect(all).toEqual({
    kind: 'clean',
    tree: await writeTree(scratch.gitDir, {
      a: lines({ 5: 'theirs' }),
      b: lines({ 5: 'ours' }),
      c: lines({ 2: 'ours' }, { 9: 'theirs' }),
      d: 'o',
      e: 'e',
    }),
  });
});

test('the id of a conflict changes with any version, and with nothing else', async () => {
  const idOf = async (sides: Sides) => {
    await using stage = await stageOf(sides);
    const result = await reconcile(stage.scratch, stage.trees);
    return result.kind === 'conflict' ? result.conflicts[0]?.id : undefined;
  };
  const given = { base: { a: BASE }, ours: { a: lines({ 5: 'o' }) }, theirs: { a: lines({ 5: 't' }) } };
  const id = await idOf(given);
  expect(id).toMatch(/^[0-9a-f]{20}$/);
  expect(await idOf({ ...given, ours: { ...given.ours, other: 'file' } })).toBe(id);
  expect(await idOf({ ...given, ours: { a: lines({ 5: 'o' }, { 12: 'o' }) } })).not.toBe(id);
  expect(await idOf({ ...given, theirs: { a: executable(lines({ 5: 't' })) } })).not.toBe(id);
});

test('the same trees give the same result', async () => {
  const given = { base: { a: BASE }, ours: { a: lines({ 1: 'o' }) }, theirs: { a: lines({ 15: 't' }) } };
  await using stage = await stageOf(given);
  expect(await reconcile(stage.scratch, stage.trees)).toEqual(await reconcile(stage.scratch, stage.trees));
});

async function stageOf(sides: Sides) {
  await using opening = new AsyncDisposableStack();
  const dir = opening.use(await tempDir());
  const scratch = opening.use(await newScratch(dir.path));
  const [base, ours, theirs] = [
    await writeTree(scratch.gitDir, sides.base),
    await writeTree(scratch.gitDir, sides.ours),
    await writeTree(scratch.gitDir, sides.theirs),
  ];
  const opened = opening.move();
  return {
    scratch,
    trees: { base, ours, theirs },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
