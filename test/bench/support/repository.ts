import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { git, gitLine } from '../../../shared/sync/git.ts';
import { type Mirror, openMirror, pinRef } from '../../../shared/sync/mirror.ts';
import { openObjects } from '../../../shared/sync/objects.ts';
import { treeLookup } from '../../../shared/sync/tree-lookup.ts';
import { treeOf } from '../../../shared/sync/trees.ts';
import { pathsOf, TREE, type TreeKind, tree } from '../trees.ts';

/** A seeded tree as plain files and as a commit that a mirror holds. */
export interface BigRepository extends AsyncDisposable {
  /** Everything is below this folder. */
  folder: string;
  /** The plain files. */
  files: string;
  mirror: Mirror;
  /** The pinned commit. */
  commit: string;
  /**
   * A further pinned commit in which `count` files spread over the tree, from the one with the number `first` on, have
   * a line more, a different one each time.
   */
  change(count: number, first?: number): Promise<string>;
}

/** Writes the tree of that kind to disk and fetches it into a fresh mirror, as a run would. */
export async function bigRepository(kind: TreeKind, size = TREE): Promise<BigRepository> {
  const folder = await mkdtemp(path.join(tmpdir(), 'speckit-bench-'));
  const files = path.join(folder, 'files');
  const origin = path.join(folder, 'origin.git');
  await git(['init', '-q', '--bare', '-b', 'main', origin]);
  const stream = new PassThrough();
  const [commit] = await Promise.all([importTree(origin, stream), writeTree(kind, size, files, stream)]);
  const mirror = await openMirror(path.join(folder, 'mirror'));
  await mirror.fetch({ url: `file://${origin}`, commit });
  await rm(origin, { recursive: true });
  return {
    folder,
    files,
    mirror,
    commit,
    change: (count, first) => changeFiles(mirror, commit, pathsOf(kind, count, size, first)),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

let changed = 0;

async function changeFiles({ gitDir }: Mirror, from: string, paths: readonly string[]): Promise<string> {
  const head = 'commit refs/changed\ncommitter bench <bench@example.com> 1600000000 +0000\ndata 7\nchange\n';
  const objects = openObjects({ gitDir });
  const at = treeLookup(objects);
  const lines = [`${head}\nfrom ${from}\n`];
  const root = await treeOf({ gitDir }, from);
  for (const path of paths) {
    const oid = (await at(root, path))?.oid ?? '';
    const content = Buffer.concat([
      await objects.read(oid, 2 ** 30),
      Buffer.from(`// change ${++changed}\n`),
    ]);
    lines.push(`M 100644 inline ${path}\ndata ${content.length}\n${content.toString('latin1')}\n`);
  }
  await objects[Symbol.asyncDispose]();
  const stdin = Buffer.from(lines.join(''), 'latin1');
  await git(['fast-import', '--quiet', '--force', '--depth=0'], { gitDir, stdin });
  const commit = await gitLine(['rev-parse', 'refs/changed'], { gitDir });
  await git(['update-ref', pinRef(commit), commit], { gitDir });
  return commit;
}

async function importTree(gitDir: string, stdin: PassThrough): Promise<string> {
  // Its own deltas are chains over unrelated files, which no repository has; who serves the commit makes better ones.
  await git(['fast-import', '--quiet', '--depth=0'], { gitDir, stdin });
  return await gitLine(['rev-parse', 'main'], { gitDir });
}

async function writeTree(
  kind: TreeKind,
  size: typeof TREE,
  folder: string,
  stream: PassThrough,
): Promise<void> {
  const send = async (bytes: string | Buffer) => {
    if (!stream.write(bytes)) await once(stream, 'drain');
  };
  await send('commit refs/heads/main\ncommitter bench <bench@example.com> 1600000000 +0000\ndata 4\ntree\n');
  for (const [name, content] of tree(kind, size)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    await send(`M 100644 inline ${name}\ndata ${content.length}\n`);
    await send(content);
    await send('\n');
  }
  stream.end();
}
