import { git } from './git.ts';
import { openObjects } from './objects.ts';
import { isSymlink } from './raw-tree.ts';
import type { ReadOptions, Repository } from './trees.ts';

/** What the guards must know of the whole tree beside what changed. */
export interface ResultTree {
  /** Every file. */
  paths: readonly string[];
  /** Every symlink with its target. */
  links: ReadonlyMap<string, string>;
}

/** Longer targets cannot exist on any system; they are cut and so lead nowhere. */
const TARGET_BYTES = 64 * 1024;
const LISTING_BYTES = 512 * 1024 * 1024;

/** Lists the tree `tree`, whose changes have been capped by then. */
export async function readResultTree(
  scratch: Repository,
  tree: string,
  { signal }: ReadOptions = {},
): Promise<ResultTree> {
  const listed = await git(['ls-tree', '-r', '-z', '--full-tree', tree], {
    gitDir: scratch.gitDir,
    signal,
    maxBytes: LISTING_BYTES,
  });
  const paths: string[] = [];
  const links = new Map<string, string>();
  await using objects = openObjects(scratch, { signal });
  for (const line of listed.toString('utf8').split('\0')) {
    const [head = '', path] = split(line);
    if (path === undefined) continue;
    paths.push(path);
    const [mode = '', , oid = ''] = head.split(' ');
    if (isSymlink(mode)) links.set(path, await target(objects, oid));
  }
  return { paths, links };
}

function split(line: string): [string, string | undefined] {
  const tab = line.indexOf('\t');
  return tab < 0 ? [line, undefined] : [line.slice(0, tab), line.slice(tab + 1)];
}

async function target(objects: ReturnType<typeof openObjects>, oid: string): Promise<string> {
  const size = (await objects.info(oid))?.size ?? 0;
  // What cannot be a path on any system counts as absolute, so that the guard refuses it.
  if (size > TARGET_BYTES) return '/';
  return (await objects.read(oid, TARGET_BYTES)).toString('utf8');
}
