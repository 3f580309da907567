import { describe, expect, test, vi } from 'vitest';
import type { FileContent } from '../github/index.ts';
import { collide } from './support/conflict-place.ts';
import { usePlaces } from './support/places.ts';
import { lines } from './support/scenario.ts';

vi.setConfig({ testTimeout: 240_000, maxConcurrency: 4 });
const places = usePlaces({ config: { concurrency: 6 } });

interface Kind {
  name: string;
  /** Files of the default branch. */
  files?: Record<string, FileContent>;
  /** Files that the pull request changes before the run. */
  change?: Record<string, FileContent>;
  /** What the sandbox does. */
  command: string;
  /** What ben pushes meanwhile. */
  push: Record<string, FileContent>;
  /** What conflicts, by the path that is asked about. */
  asks: string[];
  /** What must be there after each answer; `undefined`: nothing. Everything else is merged. */
  branch: Record<string, string | undefined>;
  result: Record<string, string | undefined>;
}

const changed = (...edits: [string, string][]) =>
  edits.reduce((text, [from, to]) => text.replace(`${from}\n`, `${to}\n`), lines('c'));
const pointer = (oid: string) =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${oid.repeat(64)}\nsize 12\n`;

const KINDS: Kind[] = [
  {
    name: 'the same lines; what each changed elsewhere in the file stays',
    files: { 'c.txt': lines('c') },
    command: 'sed -i "s/^c2$/sandbox 2/; s/^c5$/sandbox 5/" c.txt',
    push: { 'c.txt': changed(['c2', 'ben 2'], ['c9', 'ben 9']) },
    asks: ['c.txt'],
    branch: { 'c.txt': `100644 ${changed(['c2', 'ben 2'], ['c5', 'sandbox 5'], ['c9', 'ben 9'])}` },
    result: { 'c.txt': `100644 ${changed(['c2', 'sandbox 2'], ['c5', 'sandbox 5'], ['c9', 'ben 9'])}` },
  },
  {
    name: 'a line that one deleted and the other changed, without a newline at the end',
    files: { 'c.txt': 'one\ntwo\nthree' },
    command: "printf 'one\\ntwo\\nTHREE' > c.txt",
    push: { 'c.txt': 'one\ntwo\n' },
    asks: ['c.txt'],
    branch: { 'c.txt': '100644 one\ntwo\n' },
    result: { 'c.txt': '100644 one\ntwo\nTHREE' },
  },
  {
    name: 'line endings',
    files: { 'c.txt': 'one\ntwo\nthree\n' },
    command: "printf 'one\\r\\ntwo\\r\\nthree\\r\\n' > c.txt",
    push: { 'c.txt': 'one\nTWO\nthree\n' },
    asks: ['c.txt'],
    branch: { 'c.txt': '100644 one\nTWO\nthree\n' },
    result: { 'c.txt': '100644 one\r\ntwo\r\nthree\r\n' },
  },
  {
    name: 'a text that is not UTF-8',
    files: { 'c.txt': Buffer.from('caf\xe9\none\ntwo\n', 'latin1') },
    command: "printf 'caf\\351\\nONE\\ntwo\\n' > c.txt",
    push: { 'c.txt': Buffer.from('caf\xe9\neins\ntwo\n', 'latin1') },
    asks: ['c.txt'],
    branch: { 'c.txt': '100644 caf\xe9\neins\ntwo\n' },
    result: { 'c.txt': '100644 caf\xe9\nONE\ntwo\n' },
  },
  {
    name: 'both added the path',
    command: 'echo sandbox > new.txt',
    push: { 'new.txt': 'ben\n' },
    asks: ['new.txt'],
    branch: { 'new.txt': '100644 ben\n' },
    result: { 'new.txt': '100644 sandbox\n' },
  },
  {
    name: 'the branch deleted, the run edited',
    files: { 'c.txt': 'one\n' },
    command: 'echo sandbox >> c.txt',
    push: { 'c.txt': null },
    asks: ['c.txt'],
    branch: { 'c.txt': undefined },
    result: { 'c.txt': '100644 one\nsandbox\n' },
  },
  {
    name: 'the branch deleted, the run edited, and what is excluded has the same content',
    files: { '.github/speckit.yml': 'exclude: [dist/]\n', 'c.txt': lines('c'), 'dist/c.txt': lines('c') },
    command: 'sed -i "s/^c2$/sandbox 2/" c.txt',
    push: { 'c.txt': null },
    asks: ['c.txt'],
    branch: { 'c.txt': undefined, 'dist/c.txt': `100644 ${lines('c')}` },
    result: { 'c.txt': `100644 ${changed(['c2', 'sandbox 2'])}`, 'dist/c.txt': `100644 ${lines('c')}` },
  },
  {
    name: 'the run deleted, the branch edited',
    files: { 'c.txt': 'one\n' },
    command: 'rm c.txt',
    push: { 'c.txt': 'one\nben\n' },
    asks: ['c.txt'],
    branch: { 'c.txt': '100644 one\nben\n' },
    result: { 'c.txt': undefined },
  },
  {
    name: 'a binary file',
    files: { 'c.bin': Buffer.from([0, 1, 2, 255]) },
    command: String.raw`printf '\000\003' > c.bin`,
    push: { 'c.bin': Buffer.from([0, 9, 254]) },
    asks: ['c.bin'],
    branch: { 'c.bin': '100644 \0\x09\xfe' },
    result: { 'c.bin': '100644 \0\x03' },
  },
  {
    name: 'a symlink that both turned',
    files: { link: { mode: '120000', content: 'README.md' } },
    command: 'ln -sfn src link',
    push: { link: { mode: '120000', content: 'src/b.txt' } },
    asks: ['link'],
    branch: { link: '120000 src/b.txt' },
    result: { link: '120000 src' },
  },
  {
    name: 'a file that became a symlink, and was edited',
    files: { 'c.txt': 'one\n' },
    command: 'ln -sf README.md c.txt',
    push: { 'c.txt': 'ben\n' },
    asks: ['c.txt'],
    branch: { 'c.txt': '100644 ben\n' },
    result: { 'c.txt': '120000 README.md' },
  },
  {
    name: 'a file against a folder',
    command: 'mkdir thing; echo sandbox > thing/inside.txt',
    push: { thing: 'ben\n' },
    asks: ['thing'],
    branch: { thing: '100644 ben\n', 'thing/inside.txt': undefined },
    result: { thing: undefined, 'thing/inside.txt': '100644 sandbox\n' },
  },
  {
    name: 'a file that one renamed, and the same lines of it that both edited',
    files: { 'old.txt': lines('c') },
    command: 'sed -i "s/^c2$/sandbox 2/; s/^c5$/sandbox 5/" old.txt',
    push: { 'old.txt': null, 'new.txt': changed(['c2', 'ben 2'], ['c9', 'ben 9']) },
    asks: ['new.txt'],
    branch: {
      'old.txt': undefined,
      'new.txt': `100644 ${changed(['c2', 'ben 2'], ['c5', 'sandbox 5'], ['c9', 'ben 9'])}`,
    },
    result: {
      'old.txt': undefined,
      'new.txt': `100644 ${changed(['c2', 'sandbox 2'], ['c5', 'sandbox 5'], ['c9', 'ben 9'])}`,
    },
  },
  {
    name: 'a file renamed to a name that the other one added',
    files: { 'old.txt': lines('o') },
    command: 'mv old.txt new.txt',
    push: { 'new.txt': 'ben\n' },
    asks: ['new.txt'],
    branch: { 'new.txt': '100644 ben\n', 'old.txt': `100644 ${lines('o')}` },
    result: { 'new.txt': `100644 ${lines('o')}`, 'old.txt': undefined },
  },
  {
    name: 'the same new file, made executable by one',
    command: 'echo same > tool.sh; chmod +x tool.sh',
    push: { 'tool.sh': 'same\n' },
    asks: ['tool.sh'],
    branch: { 'tool.sh': '100644 same\n' },
    result: { 'tool.sh': '100755 same\n' },
  },
  {
    name: 'renamed to two names',
    files: { 'old.txt': lines('o') },
    command: 'mv old.txt sandbox.txt',
    push: { 'old.txt': null, 'ben.txt': lines('o') },
    asks: ['ben.txt'],
    branch: { 'ben.txt': `100644 ${lines('o')}`, 'sandbox.txt': undefined, 'old.txt': undefined },
    result: { 'ben.txt': undefined, 'sandbox.txt': `100644 ${lines('o')}`, 'old.txt': undefined },
  },
  {
    name: 'renamed against deleted',
    files: { 'old.txt': lines('o') },
    command: 'mv old.txt new.txt',
    push: { 'old.txt': null },
    // The diff of the pull request shows only the name that the branch deleted.
    asks: ['old.txt'],
    branch: { 'new.txt': undefined, 'old.txt': undefined },
    result: { 'new.txt': `100644 ${lines('o')}`, 'old.txt': undefined },
  },
  {
    name: 'names that differ by case alone',
    command: 'echo sandbox > notes.txt',
    push: { 'Notes.txt': 'ben\n' },
    asks: ['Notes.txt'],
    branch: { 'Notes.txt': '100644 ben\n', 'notes.txt': undefined },
    result: { 'Notes.txt': undefined, 'notes.txt': '100644 sandbox\n' },
  },
  {
    name: 'what `.gitattributes` would merge',
    files: { '.gitattributes': '*.txt merge=union\n', 'c.txt': lines('c') },
    command: 'sed -i "s/^c2$/sandbox 2/" c.txt',
    push: { 'c.txt': changed(['c2', 'ben 2']) },
    asks: ['c.txt'],
    branch: { 'c.txt': `100644 ${changed(['c2', 'ben 2'])}` },
    result: { 'c.txt': `100644 ${changed(['c2', 'sandbox 2'])}` },
  },
  {
    name: 'a submodule moved and removed',
    files: { sub: { mode: '160000', content: 'a'.repeat(40) } },
    command: 'rmdir sub',
    push: { sub: { mode: '160000', content: 'b'.repeat(40) } },
    asks: ['sub'],
    branch: { sub: `160000 ${'b'.repeat(40)}` },
    result: { sub: undefined },
  },
  {
    name: 'pointers of Git LFS',
    files: { 'c.psd': pointer('a') },
    command: `printf '${pointer('b').replaceAll('\n', '\\n')}' > c.psd`,
    push: { 'c.psd': pointer('c') },
    asks: ['c.psd'],
    branch: { 'c.psd': `100644 ${pointer('c')}` },
    result: { 'c.psd': `100644 ${pointer('b')}` },
  },
];

describe.concurrent.each(KINDS)('$name', kind => {
  test.each(['branch', 'result'] as const)('the %s is kept', async answer => {
    const place = await places.open({
      files: { ...kind.files, 'ours.txt': 'base\n', 'theirs.txt': 'base\n' },
      ...(kind.change ? { change: kind.change } : {}),
    });
    const run = await collide(place, {
      command: `${kind.command}\necho sandbox > theirs.txt`,
      push: { ...kind.push, 'ours.txt': 'ben\n' },
    });
    const before = await place.head();
    const threads = await place.threads();
    expect(threads.map(({ path, resolved }) => [path, resolved])).toEqual(
      kind.asks.map(path => [path, false]),
    );
    expect(await place.keptRef(run)).toBeDefined();
    for (const thread of threads) await place.reply(thread, `/speckit keep ${answer}`);

    const after = await place.head();
    expect(after.parents).toEqual([before.sha]);
    const expected = { ...kind[answer], 'ours.txt': '100644 ben\n', 'theirs.txt': '100644 sandbox\n' };
    const files = await place.files();
    expect(Object.fromEntries(Object.keys(expected).map(path => [path, files[path]]))).toEqual(expected);
    expect((await place.threads()).map(({ resolved }) => resolved)).toEqual(kind.asks.map(() => true));
    expect(await place.keptRef(run)).toBeUndefined();
    const status = await place.status(run);
    expect(status.body).toContain('The conflicts are settled');
    expect(await status.checks(after.sha)).toEqual(['success']);
    expect(await status.checks(before.sha)).toEqual([]);
  });
});
