import { expect, test } from 'vitest';
import { git } from '../../shared/sync/git.ts';
import { type ObjectReader, openObjects } from '../../shared/sync/objects.ts';
import { isTree, parseTree } from '../../shared/sync/raw-tree.ts';
import { type Choice, type Conflict, reconcile, type Trees } from '../../shared/sync/reconcile.ts';
import { resolveConflicts } from '../../shared/sync/resolve.ts';
import { newScratch, tempDir } from './repo.ts';

/** Other rounds are played by setting these. */
const ROUNDS = Number(process.env.ROUNDS ?? 240);
const SEED = Number(process.env.SEED ?? 20_261_120);
const AT_ONCE = 4;

interface Entry {
  mode: string;
  lines: readonly string[];
}
type Tree = ReadonlyMap<string, Entry>;
interface Round {
  base: Tree;
  ours: Tree;
  theirs: Tree;
}

/** Numbers in [0, 1) (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Every line is unique in the world, so that any of them can be followed wherever it goes. */
function playRound(seed: number): Round {
  const chance = random(seed);
  const upTo = (limit: number) => Math.floor(chance() * limit);
  let count = 0;
  const fresh = (who: string) => `${who} ${seed}.${++count} ${Math.floor(chance() * 1e9).toString(36)}`;
  const block = (who: string, lines: number) => Array.from({ length: lines }, () => fresh(who));
  const base = new Map<string, Entry>(
    Array.from({ length: 3 + upTo(5) }, (_, i) => [
      `${i % 3 === 0 ? '' : `d${i % 3}/`}f${i}`,
      { mode: chance() < 0.2 ? '100755' : '100644', lines: block('base', 4 + upTo(12)) },
    ]),
  );
  const same = block('both', 2);
  const edit = (who: string): Tree => {
    const files = new Map(base);
    for (let edits = 1 + upTo(6); edits > 0; edits--) {
      const paths = [...files.keys()];
      const path = paths[upTo(paths.length)] ?? '';
      const entry = files.get(path);
      if (!entry) continue;
      const { lines, mode } = entry;
      const at = upTo(lines.length + 1);
      const put = (now: readonly string[]) => files.set(path, { mode, lines: now });
      const kind = chance();
      if (mode === '120000') put([fresh(who)]);
      else if (kind < 0.3) put(lines.toSpliced(at, 1, ...block(who, 1 + upTo(3))));
      else if (kind < 0.45) put(lines.toSpliced(at, 0, ...block(who, 1 + upTo(3))));
      else if (kind < 0.6) put(lines.toSpliced(at, 1 + upTo(2)));
      else if (kind < 0.65) put([...same, ...lines.filter(line => !same.includes(line))]);
      else if (kind < 0.72) files.set(path, { mode: mode === '100644' ? '100755' : '100644', lines });
      else if (kind < 0.79) files.delete(path);
      else if (kind < 0.87) {
        files.delete(path);
        files.set(['moved', `moved-${who}`, `d1/F${upTo(4)}`][upTo(3)] ?? '', entry);
      } else if (kind < 0.9) {
        files.delete(path);
        files.set(`${path}/inner`, { mode, lines: block(who, 4) });
      } else if (kind < 0.92) files.set(path, { mode: '120000', lines: [fresh(who)] });
      else if (kind < 0.95) put([`\0${fresh(who)}`, ...block(who, 3)]);
      else files.set(['new', 'New', 'd9/new'][upTo(3)] ?? '', { mode: '100644', lines: block(who, 5) });
      // A file and a folder of the same name cannot be in one tree.
      for (const name of files.keys()) {
        if ([...files.keys()].some(other => other.startsWith(`${name}/`))) files.delete(name);
      }
    }
    return files;
  };
  return { base, ours: edit('ours'), theirs: edit('theirs') };
}

const contentOf = ({ mode, lines }: Entry) =>
  mode === '120000' ? lines.join('') : lines.map(line => `${line}\n`).join('');

/** All trees of all rounds through one git process. */
async function importTrees(gitDir: string, rounds: readonly Round[]): Promise<Trees[]> {
  const sides = ['base', 'ours', 'theirs'] as const;
  const commands = rounds.flatMap((round, i) =>
    sides.flatMap(side => [
      `commit refs/rounds/${i}/${side}\ncommitter t <t@example.com> 1600000000 +0000\ndata 0\ndeleteall\n`,
      ...[...round[side]].map(([path, entry]) => {
        const content = contentOf(entry);
        return `M ${entry.mode} inline ${path}\ndata ${Buffer.byteLength(content)}\n${content}\n`;
      }),
    ]),
  );
  await git(['fast-import', '--quiet'], { gitDir, stdin: Buffer.from(commands.join('')) });
  const refs = (
    await git(['for-each-ref', '--format=%(refname) %(tree)', 'refs/rounds'], { gitDir })
  ).toString();
  const oids = new Map(refs.split('\n').map(line => line.split(' ') as [string, string]));
  const oid = (i: number, side: string) => oids.get(`refs/rounds/${i}/${side}`) ?? '';
  return rounds.map((_, i) => ({ base: oid(i, 'base'), ours: oid(i, 'ours'), theirs: oid(i, 'theirs') }));
}

async function readTree(objects: ObjectReader, oid: string, prefix = ''): Promise<Map<string, Entry>> {
  const files = new Map<string, Entry>();
  for (const entry of parseTree(await objects.read(oid, 1e6))) {
    const path = prefix + entry.name;
    if (isTree(entry.mode)) {
      for (const [name, inner] of await readTree(objects, entry.oid, `${path}/`)) files.set(name, inner);
      continue;
    }
    const content = (await objects.read(entry.oid, 1e6)).toString();
    files.set(path, { mode: entry.mode, lines: content.split('\n').filter(Boolean) });
  }
  return files;
}

/** Where each line is. */
const places = (tree: Tree) =>
  new Map([...tree].flatMap(([path, { lines }]) => lines.map(line => [line, path] as const)));

/** Whether a choice gave something up: everything at a path, or (given a line) that line of it. */
type GivenUp = (path: string, line?: string) => boolean;

/** Whether so little of the base's file at `from` is at `to` that nobody can tell that it was moved there. */
function isAnother(base: Tree, from: string, result: Tree, to: string): boolean {
  const [was, is] = [base.get(from)?.lines ?? [], result.get(to)?.lines ?? []];
  return was.filter(line => is.includes(line)).length < 0.6 * Math.max(was.length, is.length);
}

/** Every change of `side` that `result` lacks although nobody chose against it. */
function lost(side: Tree, base: Tree, result: Tree, givenUp: GivenUp): string[] {
  const [before, now, after] = [places(base), places(side), places(result)];
  const missing: string[] = [];
  for (const [line, path] of now) {
    if (!before.has(line) && !after.has(line) && !givenUp(path, line))
      missing.push(`added line ${line} of ${path}`);
  }
  for (const [line, path] of before) {
    const to = after.get(line);
    if (now.has(line) || to === undefined || givenUp(path, line) || givenUp(to, line)) continue;
    // The other one put some of the file's lines into a new one.
    if (to !== path && isAnother(base, path, result, to)) continue;
    missing.push(`deletion of ${line} in ${path}`);
  }
  for (const [path, { mode }] of side) {
    const was = base.get(path);
    const is = result.get(path);
    const turned = was && was.mode !== mode && [was.mode, mode].every(m => m.startsWith('100'));
    if (turned && is && is.mode !== mode && !givenUp(path)) missing.push(`mode of ${path}`);
  }
  return missing;
}

const covers = (paths: readonly string[], path: string) =>
  paths.some(root => path === root || path.startsWith(`${root}/`));

/** Settled line by line: what only one side changed elsewhere in the file, or its name, is never given up. */
const byLines = ({ kind, hunks }: Conflict) => (kind === 'content' ? hunks : undefined);

/** What is given up by all choices for `choice`. */
const givenUpBy =
  (decided: readonly [Conflict, Choice][], choice: Choice): GivenUp =>
  (path, line) =>
    decided.some(([conflict, made]) => {
      if (made !== choice || !covers(conflict.paths, path)) return false;
      const hunks = byLines(conflict);
      if (!hunks) return true;
      return line !== undefined && hunks.some(({ ours, theirs }) => [...ours, ...theirs].includes(line));
    });

async function settle(
  gitDir: string,
  trees: Trees,
  pick: (conflict: Conflict) => Choice,
): Promise<{ tree: string; decided: [Conflict, Choice][] }> {
  const merged = await reconcile({ gitDir }, trees);
  if (merged.kind === 'unchanged') return { tree: trees.ours, decided: [] };
  if (merged.kind === 'clean') return { tree: merged.tree, decided: [] };
  const decided = merged.conflicts.map((conflict): [Conflict, Choice] => [conflict, pick(conflict)]);
  const choices = new Map(decided.map(([{ path }, choice]) => [path, choice]));
  const resolved = await resolveConflicts({ gitDir }, trees, choices);
  if (resolved.kind === 'conflict') throw new Error('A choice was not taken');
  return { tree: resolved.tree, decided };
}

test('random edits on both sides: no change is lost that nobody gave up', {
  timeout: Math.max(120_000, ROUNDS * 1000),
}, async () => {
  await using dir = await tempDir();
  await using scratch = await newScratch(dir.path);
  const { gitDir } = scratch;
  const seeds = Array.from({ length: ROUNDS }, (_, i) => SEED + i);
  const rounds = seeds.map(playRound);
  const trees = await importTrees(gitDir, rounds);
  await using objects = openObjects(scratch);
  const kinds = new Map<string, number>();

  const play = async (i: number) => {
    const [seed = 0, round, ids] = [seeds[i], rounds[i], trees[i]];
    if (!round || !ids) return;
    const chance = random(seed * 7);
    const { tree, decided } = await settle(gitDir, ids, () => (chance() < 0.5 ? 'branch' : 'result'));
    for (const kind of decided.length ? decided.map(([conflict]) => conflict.kind) : ['clean']) {
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    const result = await readTree(objects, tree);
    const found = {
      ours: lost(round.ours, round.base, result, givenUpBy(decided, 'result')),
      theirs: lost(round.theirs, round.base, result, givenUpBy(decided, 'branch')),
    };
    expect({ seed, ...found }).toEqual({ seed, ours: [], theirs: [] });
    // What was chosen is there exactly as that side has it, and nothing beside it.
    for (const [conflict, choice] of decided) {
      const { paths } = conflict;
      const hunks = byLines(conflict);
      if (hunks) {
        const { base, ours, theirs } = conflict;
        const name = [ours, theirs].find(side => side?.path !== base?.path)?.path ?? base?.path ?? '';
        for (const path of paths)
          expect({ seed, path, is: result.has(path) }).toEqual({ seed, path, is: path === name });
        const lines = result.get(name)?.lines ?? [];
        const chosen = hunks.flatMap(({ ours, theirs }) => (choice === 'branch' ? ours : theirs));
        const others = hunks.flatMap(({ ours, theirs }) => (choice === 'branch' ? theirs : ours));
        expect({ seed, lines: lines.filter(line => chosen.includes(line)) }).toEqual({ seed, lines: chosen });
        expect({
          seed,
          lines: lines.filter(line => others.includes(line) && !chosen.includes(line)),
        }).toEqual({
          seed,
          lines: [],
        });
        continue;
      }
      const below = (files: Tree) => new Map([...files].filter(([path]) => covers(paths, path)));
      const side = choice === 'branch' ? round.ours : round.theirs;
      expect({ seed, files: below(result) }).toEqual({ seed, files: below(side) });
    }
  };
  for (let from = 0; from < ROUNDS; from += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => play(from + i)));
  }
  // The rounds must have met what they are about.
  expect([...kinds.keys()]).toEqual(
    expect.arrayContaining(['clean', 'content', 'modify/delete', 'file/directory']),
  );
});
