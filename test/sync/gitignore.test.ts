import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { git } from '../../shared/sync/git.ts';
import { gitignoreMatcher } from '../../shared/sync/gitignore.ts';
import { tempDir } from './repo.ts';

const PATHS = [
  'a',
  'b/a',
  'b/c/a',
  'a.log',
  'b/x.log',
  'docs/x.md',
  'docs/y/z.md',
  'src/docs/x',
  'keep.log',
  '.github/workflows/ci.yml',
  'x1',
  'x2',
  '#a',
  '!a',
  'foo.bar',
  'fooxbar',
  'sp ',
  'b/c/d/e',
];
const CASES = [
  ['a'],
  ['/a'],
  ['b/'],
  ['b/a'],
  ['*.log'],
  ['*.log', '!keep.log'],
  ['docs/'],
  ['/docs/'],
  ['docs/*'],
  ['docs/**'],
  ['**/docs/'],
  ['b/**/a'],
  ['/.github/workflows/'],
  ['x[12]'],
  ['x[!1]'],
  ['x?'],
  ['\\#a'],
  ['\\!a'],
  ['# a comment', ''],
  ['foo.bar'],
  ['sp\\ '],
  ['b/', '!b/a'],
  ['**'],
  ['b/*/a'],
  ['b**'],
];

test('says what git says', async () => {
  await using dir = await tempDir();
  await git(['init', '-q', dir.path]);
  for (const path of PATHS) {
    await mkdir(dirname(join(dir.path, path)), { recursive: true });
    await writeFile(join(dir.path, path), '');
  }
  for (const patterns of CASES) {
    await writeFile(join(dir.path, '.git', 'info', 'exclude'), `${patterns.join('\n')}\n`);
    const listed = await git(['ls-files', '-z', '-o', '-i', '--exclude-standard'], { cwd: dir.path });
    const told = listed.toString().split('\0').filter(Boolean).sort();
    expect(PATHS.filter(gitignoreMatcher(patterns)).sort(), patterns.join(' | ')).toEqual(told);
  }
});
