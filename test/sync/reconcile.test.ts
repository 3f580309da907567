import { expect, test } from 'vitest';
import { reconcile } from '../../shared/sync/reconcile.ts';
import { type Files, filesOf, newScratch, tempDir, writeTree } from './repo.ts';

const lines = (...changed: Record<number, string>[]) =>
  Array.from({ length: 20 }, (_, i) => `${changed.find(c => i in c)?.[i] ?? `line ${i}`}\n`).join('');
const BASE = lines();
const binary = (end: string) => Buffer.from(`\0\u0001${'x'.repeat(50)}${end}`);

interface Case {
  base: Files;
  ours: Files;
  theirs: Files;
  expect: 'unchanged' | Record<string, string> | string[];
}

const CASES: Record<string, Case> = {
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
  'same lines': {
    base: { a: BASE },
    ours: { a: lines({ 5: 'ours' }) },
    theirs: { a: lines({ 5: 'theirs' }) },
    expect: ['content a base ours theirs'],
  },
  'both make the same edit': {
    base: { a: BASE, b: 'x' },
    ours: { a: lines({ 5: 'same' }), b: 'x' },
    theirs: { a: lines({ 5: 'same' }), b: 'y' },
    expect: { a: lines({ 5: 'same' }), b: 'y' },
  },
  'they delete, we edit': {
    base: { a: BASE, b: 'x' },
    ours: { a: lines({ 5: 'ours' }), b: 'x' },
    theirs: { b: 'x' },
    expect: ['modify/delete a base ours'],
  },
  'we delete, they edit': {
    base: { a: BASE, b: 'x' },
    ours: { b: 'x' },
    theirs: { a: lines({ 5: 'theirs' }), b: 'x' },
    expect: ['modify/delete a base theirs'],
  },
  'both delete': { base: { a: 'x', b: 'y' }, ours: { b: 'o' }, theirs: { b: 'y' }, expect: 'unchanged' },
  'both add differently': {
    base: { k: '' },
    ours: { k: '', a: 'ours\n' },
    theirs: { k: '', a: 'theirs\n' },
    expect: ['add/add a ours theirs'],
  },
  'we rename, they edit': {
    base: { a: BASE, k: '' },
    ours: { b: BASE, k: '' },
    theirs: { a: lines({ 5: 'theirs' }), k: '' },
    expect: { b: lines({ 5: 'theirs' }), k: '' },
  },
  'both rename differently': {
    base: { a: BASE, k: '' },
    ours: { b: BASE, k: '' },
    theirs: { c: BASE, k: '' },
    expect: ['rename/rename a base', 'rename/rename b ours', 'rename/rename c theirs'],
  },
  'we rename, they delete': {
    base: { a: BASE, k: '' },
    ours: { b: BASE, k: '' },
    theirs: { k: '' },
    expect: ['rename/delete b base ours'],
  },
  'a file added to a folder we renamed stays where it was put': {
    base: { 'd/a': BASE, 'd/b': `${BASE}b` },
    ours: { 'e/a': BASE, 'e/b': `${BASE}b` },
    theirs: { 'd/a': BASE, 'd/b': `${BASE}b`, 'd/new': 'n' },
    expect: { 'd/new': 'n', 'e/a': BASE, 'e/b': `${BASE}b` },
  },
  'mode by us, content by them': {
    base: { a: 'x' },
    ours: { a: { mode: '100755', content: 'x' } },
    theirs: { a: 'y' },
    expect: { a: 'y' },
  },
  'binary on both sides': {
    base: { a: binary('b') },
    ours: { a: binary('o') },
    theirs: { a: binary('t') },
    expect: ['binary a base ours theirs'],
  },
  'symlinks to different places': {
    base: { l: { mode: '120000', content: 'a' } },
    ours: { l: { mode: '120000', content: 'b' } },
    theirs: { l: { mode: '120000', content: 'c' } },
    expect: ['content l base ours theirs'],
  },
  'a file against a folder': {
    base: { k: '' },
    ours: { k: '', x: 'file' },
    theirs: { k: '', 'x/y': 'inner' },
    expect: ['file/directory x~ours ours'],
  },
  'merge drivers of the tree do not count': {
    base: { '.gitattributes': '* merge=union\n', a: BASE },
    ours: { '.gitattributes': '* merge=union\n', a: lines({ 5: 'ours' }) },
    theirs: { '.gitattributes': '* merge=union\n', a: lines({ 5: 'theirs' }) },
    expect: ['content a base ours theirs'],
  },
  'strange names': {
    base: { 'ä ö\n"x"': BASE },
    ours: { 'ä ö\n"x"': lines({ 5: 'ours' }) },
    theirs: { 'ä ö\n"x"': lines({ 5: 'theirs' }) },
    expect: ['content ä ö\n"x" base ours theirs'],
  },
};

test.each(Object.entries(CASES))('%s', async (_, given) => {
  await using dir = await tempDir();
  await using scratch = await newScratch(dir.path);
  const { gitDir } = scratch;
  const [base, ours, theirs] = await Promise.all(
    [given.base, given.ours, given.theirs].map(f => writeTree(gitDir, f)),
  );
  const result = await reconcile(scratch, { base: base ?? '', ours: ours ?? '', theirs: theirs ?? '' });
  if (result.kind === 'unchanged') expect(given.expect).toBe('unchanged');
  else if (result.kind === 'clean') expect(await filesOf(gitDir, result.tree)).toEqual(given.expect);
  else {
    const told = result.conflicts.map(({ path, kind, ...sides }) =>
      [kind, path, ...Object.keys(sides)].join(' '),
    );
    expect(told.map(line => line.replace(/~[0-9a-f]{7,}/, '~ours'))).toEqual(given.expect);
  }
});

test('the same trees give the same result', async () => {
  await using dir = await tempDir();
  await using scratch = await newScratch(dir.path);
  const trees = {
    base: await writeTree(scratch.gitDir, { a: BASE }),
    ours: await writeTree(scratch.gitDir, { a: lines({ 1: 'o' }) }),
    theirs: await writeTree(scratch.gitDir, { a: lines({ 15: 't' }) }),
  };
  expect(await reconcile(scratch, trees)).toEqual(await reconcile(scratch, trees));
});
