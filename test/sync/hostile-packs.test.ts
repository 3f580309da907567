import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createDeflate } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isSpeckitError } from '../../shared/errors.ts';
import { judgeResult } from '../../shared/sync/guards.ts';
import type { Mirror } from '../../shared/sync/mirror.ts';
import { receiveResult } from '../../shared/sync/receive.ts';
import { shown } from '../../shared/sync/violation.ts';
import { watchMemory } from '../support/memory.ts';
import {
  commitObject,
  deltaSize,
  objectId,
  type PackObject,
  packFile,
  sealed,
  treeObject,
} from './pack-file.ts';
import { pinned, tempDir, writeBlob } from './repo.ts';

/** Other rounds are played by setting these. */
const SEED = Number(process.env.SEED ?? 20_261_120);
const BUDGET_MS = Number(process.env.FUZZ_MS ?? 15_000);
const MEMORY_BYTES = 700 * 1024 * 1024;
const limits = {
  packBytes: 8 * 1024 * 1024,
  treeBytes: 4 * 1024 * 1024,
  fileBytes: 1024 * 1024,
  files: 2000,
};

const KEPT = 'kept\n';
let dir: Awaited<ReturnType<typeof tempDir>>;
let mirror: Mirror;
let base: string;
let keptOid: string;
beforeAll(async () => {
  dir = await tempDir();
  const at = await pinned(dir.path, { kept: KEPT });
  ({ mirror, base } = at);
  keptOid = await writeBlob(at.origin.gitDir, KEPT);
});
afterAll(() => dir[Symbol.asyncDispose]());

/** A pack with the commit that the sandbox claims; `names` is the entry, or one like it, that a refusal has to name. */
interface Attack {
  pack: Buffer;
  commit: string;
  names?: string | RegExp | undefined;
}

type Chance = () => number;
const pick = <T>(chance: Chance, list: readonly [T, ...T[]]): T =>
  list[Math.floor(chance() * list.length)] ?? list[0];

function random(seed: number): Chance {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Entry = readonly [mode: string, name: string | Buffer, oid: string];

/** One commit on the base whose root has `entries` beside what was there, in git's order. */
function attackOf(entries: readonly Entry[], more: readonly PackObject[], names?: Attack['names']): Attack {
  const all: Entry[] = [...entries, ['100644', 'kept', keptOid]];
  const key = ([mode, name]: Entry) =>
    Buffer.concat([Buffer.from(name), Buffer.from(mode === '40000' ? '/' : '')]);
  const root = treeObject(all.sort((a, b) => key(a).compare(key(b))));
  const commit = commitObject(objectId('tree', root), [base]);
  const pack = packFile([...more, { type: 'tree', content: root }, { type: 'commit', content: commit }]);
  return { pack, commit: objectId('commit', commit), names };
}

const blob = (content: string | Buffer): PackObject & { oid: string } => {
  const bytes = Buffer.from(content);
  return { type: 'blob', content: bytes, oid: objectId('blob', bytes) };
};
const tree = (entries: readonly Entry[]): PackObject & { oid: string } => {
  const content = treeObject(entries);
  return { type: 'tree', content, oid: objectId('tree', content) };
};

const EVIL_NAMES = [
  '..', '.', '.git', '.GIT', '.Git', '.g\u200cit', '.gi\u200dt', '\u2060.git', '.git\ufeff', '.git.', '.git ', '.git . ',
  'git~1', 'GIT~1', 'git~12', '.git::$INDEX_ALLOCATION', '.git:x', '.\uff47it', 'a\\b', '..\\x', '.git\\config', 'con', 'CON.txt',
  'nul', 'aux .md', 'com1', 'LPT9.log', 'com\u00b9', 'conin$', 'end.', 'end ', 'a\nb', 'a\u001b[31m', '\u202egnp.exe', 'a\u2028b',
  '\u0085', 'a\u0000b'.replace('\u0000', '\u0001'), Buffer.from([0x61, 0xff, 0xfe]), Buffer.from([0xed, 0xa0, 0x80]), 'x/y', '/etc',
  'C:',
] as const; // biome-ignore format: a list of names

const LINK_TARGETS = [
  '/etc/passwd', '..', '../..', './../x', 'deep/../../x', '.git/config', '.GIT/hooks', 'git~1', 'C:\\x', '\\\\host\\x', 'a\\..\\..\\x',
  '//x', `${'../'.repeat(40)}etc`, 'loop/../../..',
] as const; // biome-ignore format: a list of targets

function evilName(chance: Chance): Attack {
  const name = pick(chance, EVIL_NAMES);
  const file = blob(`${chance()}`);
  const decoded = Buffer.from(name).toString('utf8');
  const folders = Array.from({ length: Math.floor(chance() * 4) }, (_, i) => `f${i}`);
  const asFolder = chance() < 0.4;
  const more: (PackObject & { oid: string })[] = [file];
  let inner: Entry = ['100644', name, file.oid];
  if (asFolder) {
    more.push(tree([['100644', 'inside', file.oid]]));
    inner = ['40000', name, more.at(-1)?.oid ?? ''];
  }
  for (const folder of folders) {
    more.push(tree([inner]));
    inner = ['40000', folder, more.at(-1)?.oid ?? ''];
  }
  const path = [...folders.reverse(), decoded, ...(asFolder ? ['inside'] : [])].join('/');
  return attackOf([inner], more, path);
}

function evilLink(chance: Chance): Attack {
  const target = blob(pick(chance, LINK_TARGETS));
  const hops = Math.floor(chance() * 4);
  const links = Array.from({ length: hops }, (_, i) => blob(i === 0 ? 'last' : `hop${i - 1}`));
  const entries = links.map((link, i): Entry => ['120000', `hop${i}`, link.oid]);
  return attackOf(
    [['120000', 'last', target.oid], ...entries],
    [target, ...links],
    hops > 0 ? `hop${hops - 1}` : 'last',
  );
}

function evilMode(chance: Chance): Attack {
  const mode = pick(chance, [
    '100777',
    '100600',
    '160000',
    '120777',
    '100000',
    '1',
    '777777',
    '040000',
    '40755',
    '60000',
  ]);
  const file = blob(`${chance()}`);
  return attackOf(
    [[mode, 'odd', file.oid]],
    [file],
    mode === '160000' || mode === '100777' ? 'odd' : undefined,
  );
}

function hugeTree(chance: Chance): Attack {
  const file = blob('x');
  const names = Array.from(
    { length: 3000 + Math.floor(chance() * 50_000) },
    (_, i) => `f${`${i}`.padStart(6, '0')}`,
  );
  return attackOf(
    names.map((name): Entry => ['100644', name, file.oid]),
    [file],
    /`f\d{6}`/,
  );
}

/** Few bytes that describe 10^n files: every level lists the same folder ten times. */
function treeBomb(): Attack {
  const file = blob('x');
  const more = [file, tree([['100644', 'x', file.oid]])];
  for (let level = 0; level < 9; level++) {
    const oid = more.at(-1)?.oid ?? '';
    more.push(tree(Array.from({ length: 10 }, (_, i): Entry => ['40000', `d${i}`, oid])));
  }
  return attackOf([['40000', 'bomb', more.at(-1)?.oid ?? '']], more, /`bomb\/d/);
}

function deepTree(chance: Chance): Attack {
  const file = blob('x');
  const more = [file, tree([['100644', 'x', file.oid]])];
  for (let level = 0; level < 300 + chance() * 2000; level++)
    more.push(tree([['40000', 'd', more.at(-1)?.oid ?? '']]));
  return attackOf([['40000', 'deep', more.at(-1)?.oid ?? '']], more, /`deep\/d/);
}

/** Instructions that copy the same 64 KiB again and again. */
function deltaBomb(chance: Chance): Attack {
  const source = blob(Buffer.alloc(0x10000, 97));
  const times = 1000 + Math.floor(chance() * 60_000);
  const copy = Buffer.from([0x80]);
  const content = Buffer.concat([deltaSize(0x10000), deltaSize(0x10000 * times), Buffer.alloc(times, copy)]);
  const bomb: PackObject = { type: 'ref-delta', content, base: source.oid };
  return attackOf([['100644', 'bomb', 'b'.repeat(40)]], [source, bomb]);
}

function brokenDelta(chance: Chance): Attack {
  const file = blob('a'.repeat(100));
  const content = pick(chance, [
    Buffer.concat([deltaSize(99), deltaSize(10), Buffer.from([0x90, 10])]),
    Buffer.concat([deltaSize(100), deltaSize(10), Buffer.from([0x91, 95, 10])]),
    Buffer.concat([deltaSize(100), deltaSize(1000), Buffer.from([0x90, 10])]),
    Buffer.concat([deltaSize(100), deltaSize(10), Buffer.from([0])]),
    Buffer.concat([deltaSize(100), deltaSize(10), Buffer.from([10, 1, 2])]),
    Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    Buffer.alloc(0),
  ]);
  const of = pick(chance, [file.oid, keptOid, 'c'.repeat(40)]);
  return attackOf([['100644', 'x', file.oid]], [file, { type: 'ref-delta', content, base: of }]);
}

function oddCommit(chance: Chance): Attack {
  const file = blob('x');
  const root = tree([['100644', 'x', file.oid]]);
  const content = pick(chance, [
    commitObject(root.oid, []),
    commitObject(root.oid, [base, base]),
    commitObject(root.oid, ['d'.repeat(40)]),
    commitObject(file.oid, [base]),
    commitObject('e'.repeat(40), [base]),
    Buffer.from(`tree ${root.oid}\nparent ${base}\n\nno author\n`),
    Buffer.from('nonsense'),
    Buffer.alloc(0),
  ]);
  const pack = packFile([file, { type: 'tree', content: root.content }, { type: 'commit', content }]);
  return { pack, commit: pick(chance, [objectId('commit', content), file.oid, root.oid, 'f'.repeat(40)]) };
}

function oddOrder(chance: Chance): Attack {
  const file = blob('x');
  const content = pick(chance, [
    treeObject([
      ['100644', 'b', file.oid],
      ['100644', 'a', file.oid],
    ]),
    treeObject([
      ['100644', 'a', file.oid],
      ['100644', 'a', keptOid],
    ]),
    treeObject([
      ['100644', 'a', file.oid],
      ['40000', 'a', file.oid],
    ]),
    treeObject([['100644', 'a', file.oid]]).subarray(0, 20),
    Buffer.concat([treeObject([['100644', 'a', file.oid]]), Buffer.from('rest')]),
    treeObject([['100644', 'a', '0'.repeat(40)]]),
  ]);
  return attackOf([['40000', 'odd', objectId('tree', content)]], [file, { type: 'tree', content }]);
}

/** What the others make, or a harmless pack, with damaged bytes; half of them with the right checksum. */
function damaged(chance: Chance): Attack {
  const harmless = blob(`fine ${chance()}\n`.repeat(50));
  const { pack, commit } = attackOf([['100644', 'fine', harmless.oid]], [harmless]);
  const body = pack.subarray(0, -20);
  const kind = chance();
  if (kind < 0.2) return { pack: pack.subarray(0, Math.floor(chance() * pack.length)), commit };
  if (kind < 0.3) return { pack: sealed(Buffer.concat([body, Buffer.from('more')])), commit };
  if (kind < 0.4) return { pack: Buffer.from(Array.from({ length: 500 }, () => chance() * 256)), commit };
  const bytes = Buffer.from(body);
  for (let flips = 1 + chance() * 4; flips > 0; flips--) {
    const at = Math.floor(chance() * bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(chance() * 8));
  }
  return { pack: chance() < 0.8 ? sealed(bytes) : Buffer.concat([bytes, pack.subarray(-20)]), commit };
}

const ATTACKS = {
  evilName,
  evilLink,
  evilMode,
  hugeTree,
  treeBomb,
  deepTree,
  deltaBomb,
  brokenDelta,
  oddCommit,
  oddOrder,
  damaged,
};
type Kind = keyof typeof ATTACKS;
/** What takes long comes seldom; every kind comes. */
const ORDER: readonly [Kind, ...Kind[]] = [
  'evilName', 'damaged', 'evilLink', 'brokenDelta', 'evilName', 'oddCommit', 'damaged', 'evilMode', 'oddOrder', 'evilName',
]; // biome-ignore format: a list of names

/** Path, size and time of everything in the folder but the scratch repositories. */
async function everything(): Promise<string[]> {
  const names = (await readdir(dir.path, { recursive: true })).filter(name => !name.startsWith('scratch/'));
  return Promise.all(
    names.sort().map(async name => {
      const { size, mtimeMs, ino } = await stat(join(dir.path, name));
      return name === 'scratch' ? name : `${name} ${size} ${mtimeMs} ${ino}`;
    }),
  );
}

/** How the result is refused: its message and the paths it names. `undefined` if it is not. */
async function refusalOf({ pack, commit }: Attack): Promise<string | undefined> {
  try {
    await using scratch = await receiveResult(mirror, Readable.from([pack]), {
      base,
      commit,
      limits,
      scratchDir: join(dir.path, 'scratch'),
    });
    const violations = await judgeResult(scratch, scratch.changes, { tree: scratch.tree, limits });
    return violations.length > 0 ? violations.map(({ message }) => message).join('\n') : undefined;
  } catch (error) {
    if (!isSpeckitError(error, 'rejected')) throw error;
    return error.message;
  }
}

/** The entry's path, and the folders that it is in below the first. */
function namesOf(path: string): string[] {
  const parts = path.split('/');
  return [path, ...parts.slice(1, -1).map((_, i) => parts.slice(0, i + 2).join('/'))];
}

async function play(kind: Kind, seed: number): Promise<void> {
  const attack = ATTACKS[kind](random(seed));
  const message = await refusalOf(attack);
  const round = { kind, seed };
  expect({ ...round, message }).toEqual({ ...round, message: expect.any(String) });
  if (attack.names !== undefined) {
    // A name that holds a slash is found before what lies behind it.
    const { names } = attack;
    const named =
      names instanceof RegExp
        ? names.test(message ?? '')
        : namesOf(names).some(name => message?.includes(shown(name)));
    expect({ ...round, message, named }).toEqual({ ...round, message, named: true });
  }
  expect(await readdir(join(dir.path, 'scratch'))).toEqual([]);
}

test('random hostile packs are refused, name the entry, and leave nothing anywhere', {
  timeout: 120_000,
}, async () => {
  await refusalOf(evilName(random(1)));
  const before = await everything();
  const memory = watchMemory();
  const end = performance.now() + BUDGET_MS;
  let rounds = 0;
  const kinds: Kind[] = ['hugeTree', 'treeBomb', 'deepTree', 'deltaBomb', ...ORDER];
  for (const kind of kinds) await play(kind, SEED + rounds++);
  while (performance.now() < end) await play(ORDER[rounds % ORDER.length] ?? ORDER[0], SEED + rounds++);
  const peak = memory.stop();
  expect(await everything()).toEqual(before);
  expect(peak.children).toBeLessThan(MEMORY_BYTES);
  expect(peak.grown).toBeLessThan(MEMORY_BYTES);
});

test('each evil name and link target is refused', { timeout: 120_000 }, async () => {
  for (const [i, name] of EVIL_NAMES.entries()) {
    const file = blob(`${i}`);
    const decoded = Buffer.from(name).toString('utf8');
    const message = await refusalOf(attackOf([['100644', name, file.oid]], [file]));
    expect({ decoded, message }).toEqual({ decoded, message: expect.stringContaining(shown(decoded)) });
  }
  for (const target of LINK_TARGETS) {
    const file = blob(target);
    const message = await refusalOf(attackOf([['120000', 'l', file.oid]], [file]));
    expect({ target, message }).toEqual({ target, message: expect.stringContaining('`l`') });
  }
});

test('a file that unfolds to half a gigabyte is refused by its name, without unfolding it in memory', {
  timeout: 120_000,
}, async () => {
  const size = 2 ** 29;
  const zeros = Buffer.alloc(1024 * 1024);
  const oid = createHash('sha1').update(`blob ${size}\0`);
  const parts = Array.from({ length: size / zeros.length }, () => zeros);
  for (const part of parts) oid.update(part);
  const packed = await new Response(Readable.toWeb(Readable.from(parts).pipe(createDeflate()))).bytes();
  const bomb: PackObject = {
    type: 'blob',
    content: Buffer.alloc(0),
    claims: size,
    packed: Buffer.from(packed),
  };
  const memory = watchMemory();
  const message = await refusalOf(attackOf([['100644', 'bomb', oid.digest('hex')]], [bomb]));
  expect(message).toContain('its largest file is `bomb` with 524288 KiB');
  const peak = memory.stop();
  expect(peak.children).toBeLessThan(MEMORY_BYTES);
  expect(peak.grown).toBeLessThan(MEMORY_BYTES);
  expect(await readdir(join(dir.path, 'scratch'))).toEqual([]);
});
