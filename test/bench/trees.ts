import { createCipheriv } from 'node:crypto';

/** The trees that figures are taken on; the same bytes on every machine. */
export type TreeKind = 'text' | 'incompressible';

/** Many small files, together 100 MB. */
export const SMALL_FILES = { files: 10_000, fileBytes: 10_000 };
/** Few large files, together 1 GB. */
export const LARGE_FILES = { files: 100, fileBytes: 10_000_000 };
/** How much a tree holds: together 100 MB. */
export const TREE = { files: 1000, fileBytes: 100_000 };

const SEED = 20_261_120;

/** Path and content of every file, one after the other, so that a tree is never in memory as a whole. */
export function* tree(
  kind: TreeKind,
  { files, fileBytes } = TREE,
): Generator<[path: string, content: Buffer]> {
  const next = kind === 'text' ? sourceText(SEED, fileBytes) : noise(SEED, fileBytes);
  for (let index = 0; index < files; index++) yield [pathOf(index, kind === 'text' ? 'ts' : 'bin'), next()];
}

/** Twenty files to a folder, ten folders to a package, as repositories are. */
export function pathOf(index: number, extension: string): string {
  const folder = Math.floor(index / 20);
  return `packages/p${Math.floor(folder / 10)}/src/m${folder % 10}/file${index}.${extension}`;
}

/** `count` files of a tree, spread evenly, from the one with the number `first` on. */
export function pathsOf(kind: TreeKind, count: number, { files } = TREE, first = 0): string[] {
  const extension = kind === 'text' ? 'ts' : 'bin';
  return Array.from({ length: count }, (_, i) => pathOf(first + Math.floor((i * files) / count), extension));
}

/** A small generator of numbers in [0, 1) (mulberry32). */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function noise(seed: number, bytes: number): () => Buffer {
  const key = Buffer.alloc(16);
  key.writeUInt32BE(seed);
  const stream = createCipheriv('aes-128-ctr', key, Buffer.alloc(16));
  return () => stream.update(Buffer.alloc(bytes));
}

const SYLLABLES =
  're ta con ver si on pa lo de ca ment in ex tra so li da to per mi no va fa cu sub je bi ro'.split(' ');

/**
 * Text like source code: names made of words, a few of them frequent and most rare, indented statements, comments and
 * literals. `zlib` leaves 0.36 of it; of this repository's own sources, file by file, 0.38.
 */
function sourceText(seed: number, bytes: number): () => Buffer {
  const chance = random(seed);
  const upTo = (limit: number) => Math.floor(chance() * limit);
  const pick = (list: readonly string[]) => list[upTo(list.length)] ?? '';
  const words = Array.from({ length: 3000 }, () =>
    Array.from({ length: 1 + upTo(3) }, () => pick(SYLLABLES)).join(''),
  );
  // The square makes some words frequent and most of them rare.
  const word = () => words[Math.floor(chance() ** 2 * words.length)] ?? '';
  const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  const name = () => (chance() < 0.5 ? word() : word() + capital(word()));
  const value = () => {
    const kind = upTo(4);
    if (kind === 0) return String(upTo(100_000));
    if (kind === 1) return `'${word()} ${word()} ${word()}'`;
    return kind === 2 ? `${name()}.${name()}` : `${name()}(${name()}, ${name()})`;
  };
  const line = () => {
    const indent = '  '.repeat(upTo(4));
    switch (upTo(6)) {
      case 0:
        return `${indent}// ${capital(word())} ${word()} ${word()} ${word()} ${word()} ${word()}.\n`;
      case 1:
        return `${indent}if (${name()} === ${value()}) return ${value()};\n`;
      case 2:
        return `${indent}export function ${name()}(${name()}: ${capital(word())}): ${capital(word())} {\n`;
      case 3:
        return `${indent}}\n\n`;
      default:
        return `${indent}const ${name()} = ${value()};\n`;
    }
  };
  return () => {
    let text = '';
    while (text.length < bytes) text += line();
    return Buffer.from(text.slice(0, bytes), 'latin1');
  };
}
