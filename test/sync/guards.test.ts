import { describe, expect, test } from 'vitest';
import type { Change } from '../../shared/sync/changes.ts';
import { type GuardRules, judgeChanges } from '../../shared/sync/guards.ts';

const added = (path: string, more: Partial<Change> = {}): Change => ({
  path,
  status: 'added',
  mode: '100644',
  oid: 'a'.repeat(40),
  size: 1,
  ...more,
});
const edited = (path: string, more: Partial<Change> = {}): Change =>
  added(path, { status: 'modified', oldMode: '100644', oldOid: 'b'.repeat(40), ...more });
const deleted = (path: string): Change => edited(path, { status: 'deleted', size: 0 });
const rules: GuardRules = { limits: { fileBytes: 1000, files: 5 } };

function judge(changes: Change[], links: Record<string, string> = {}, existing: string[] = []) {
  const paths = [...changes.filter(c => c.status !== 'deleted').map(c => c.path), ...existing];
  return judgeChanges(changes, { paths, links: new Map(Object.entries(links)) }, rules).map(
    ({ path, rule }) => `${rule} ${path}`,
  );
}

describe('names of new entries', () => {
  test.each([
    ['traversal', '../x'],
    ['traversal', 'a/../../x'],
    ['traversal', '/etc/passwd'],
    ['traversal', 'a//b'],
    ['traversal', './a'],
    ['traversal', 'C:/x'],
    ['dot-git', '.git/config'],
    ['dot-git', 'sub/.GIT/hooks/x'],
    ['dot-git', 'git~1/config'],
    ['dot-git', 'GIT~12'],
    ['dot-git', '.git./x'],
    ['dot-git', '.git /x'],
    ['dot-git', '.git::$INDEX_ALLOCATION/x'],
    ['dot-git', '.g\u200cit/config'],
    ['dot-git', '.\uff47it/config'],
    ['dot-git', 'a\\.git\\config'],
    ['backslash', 'a\\b'],
    ['control', 'a\nb'],
    ['control', 'a\u001b[31m'],
    ['control', 'a\u202etxt.exe'],
    ['encoding', 'a\ufffdb'],
    ['reserved', 'CON'],
    ['reserved', 'docs/nul.txt'],
    ['reserved', 'com1'],
    ['reserved', 'aux .md'],
    ['reserved', 'a./b'],
    ['reserved', 'end '],
  ])('%s: %j', (rule, path) => {
    expect(judge([added(path)])).toEqual([`${rule} ${path}`]);
    expect(judge([deleted(path)])).toEqual([]);
    if (rule !== 'dot-git' && rule !== 'traversal') expect(judge([edited(path)])).toEqual([]);
  });

  test.each([
    '.gitignore',
    '.github/x',
    'git',
    '.gitmodules',
    'console.ts',
    'nullable',
    'a..b',
    '...x',
    'größe/日本.md',
  ])('fine: %s', path => expect(judge([added(path)])).toEqual([]));
});

describe('kinds of entries', () => {
  test.each([
    ['a new submodule', added('sub', { mode: '160000' }), ['gitlink sub']],
    ['a moved submodule', edited('sub', { mode: '160000', oldMode: '160000' }), ['gitlink sub']],
    ['a removed submodule', deleted('sub'), []],
    ['an odd mode', added('x', { mode: '100777' }), ['mode x']],
    ['an odd mode that was there', edited('x', { mode: '100664', oldMode: '100664' }), []],
    ['made executable', edited('x', { mode: '100755' }), []],
    ['too large', edited('x', { size: 1001 }), ['file-size x']],
    ['just not too large', edited('x', { size: 1000 }), []],
    ['a workflow', added('.github/workflows/ci.yml'), ['protected .github/workflows/ci.yml']],
    ['a deleted workflow', deleted('.github/workflows/ci.yml'), ['protected .github/workflows/ci.yml']],
    ['a workflow in other case', added('.GitHub/Workflows/ci.yml'), ['protected .GitHub/Workflows/ci.yml']],
    ['a workflow of a subproject', added('app/.github/workflows/ci.yml'), []],
  ])('%s', (_, change, expected) => {
    expect(judge([change])).toEqual(expected);
  });

  test('too many files', () => {
    expect(judge(['a', 'b', 'c', 'd', 'e', 'f'].map(path => added(path)))).toEqual(['file-count a']);
    expect(judge(['a', 'b', 'c', 'd', 'e'].map(path => added(path)))).toEqual([]);
  });
});

describe('symlinks', () => {
  const link = { mode: '120000' };
  test.each<[string, Record<string, string>, string[]]>([
    ['inside', { l: 'a/b' }, []],
    ['up and down inside', { 'a/b/l': '../../c' }, []],
    ['to nowhere inside', { l: 'gone' }, []],
    ['itself', { l: 'l' }, []],
    ['absolute', { l: '/etc/passwd' }, ['l']],
    ['of Windows', { l: 'C:\\x' }, ['l']],
    ['out', { l: '../x' }, ['l']],
    ['out by backslashes', { l: 'a\\..\\..\\x' }, ['l']],
    ['out in the middle', { 'a/l': '../../back/a' }, ['a/l']],
    ['into .git', { l: '.git/config' }, ['l']],
    ['into .git by its short name', { 'a/l': '../GIT~1/config' }, ['a/l']],
    ['out by a chain', { l: 'm/../..', m: 'deep' }, ['l']],
    ['.. after a link counts from where the link leads', { l: 'm/../../x', m: 'd/e/f' }, []],
    ['the link in between leads out', { l: 'm/x', m: '..' }, ['l', 'm']],
  ])('%s', (_, links, expected) => {
    const changes = Object.keys(links).map(path => added(path, link));
    expect(judge(changes, links).map(v => v.replace('symlink ', ''))).toEqual(expected);
  });

  test('an existing link that leads out stays, until a changed one redirects it', () => {
    expect(judge([edited('x')], { old: '/usr/bin/x' })).toEqual([]);
    expect(judge([added('new', link)], { old: '/usr/bin/x', new: 'x' })).toEqual([]);
    expect(judge([edited('dir', link)], { old: 'dir/x', dir: '..' })).toEqual(['symlink old', 'symlink dir']);
  });
});

describe('collisions', () => {
  test.each<[string, string[], string[], string[]]>([
    ['by case', ['README.md'], ['readme.md'], ['collision README.md']],
    ['a folder by case', ['Docs/a'], ['docs/b'], ['collision Docs/a']],
    ['by Unicode form', ['caf\u00e9'], ['cafe\u0301'], ['collision caf\u00e9']],
    ['among the new', ['a', 'A'], [], ['collision a', 'collision A']],
    ['none', ['docs/a'], ['docs/b'], []],
  ])('%s', (_, fresh, existing, expected) => {
    expect(
      judge(
        fresh.map(path => added(path)),
        {},
        existing,
      ),
    ).toEqual(expected);
  });

  test('names that collided before are left alone', () => {
    expect(judge([edited('README.md'), added('x')], {}, ['readme.md'])).toEqual([]);
  });
});

test('messages show control characters instead of printing them', () => {
  const [violation] = judgeChanges([added('a\u001b[31m`b')], { paths: [], links: new Map() }, rules);
  expect(violation?.message).toBe('`a\\u{1b}[31m\\u{60}b` has control characters in its name.');
});
