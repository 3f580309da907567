import type { RepoCall } from './hub.ts';
import { mayChangeWorkflows } from './refs.ts';
import { type Json, notFound, textOf, unprocessable } from './refusal.ts';

export interface TreeChanges {
  files: { mode: string; sha: string; path: string }[];
  /** Paths of files that go away. */
  removed: string[];
}

const TYPES: Record<string, string> = {
  '100644': 'blob',
  '100755': 'blob',
  '120000': 'blob',
  '160000': 'commit',
  '040000': 'tree',
};

/** Checks the entries of `POST git/trees` as GitHub does, and writes the inline contents. */
export async function changesToTree(
  call: RepoCall,
  base: string | undefined,
  entries: Json[],
): Promise<TreeChanges> {
  const { bare } = call.repo;
  const before = base ? await bare.tree(base, true) : [];
  const shas = entries.flatMap(entry => (typeof entry.sha === 'string' ? [entry.sha] : []));
  if (shas.some(sha => !/^[0-9a-f]{40}$/.test(sha))) throw unprocessable('tree.sha is not a valid object id');
  const types = new Map((await bare.types(shas)).map((type, at) => [shas[at], type]));
  const changes: TreeChanges = { files: [], removed: [] };
  const under = (path: string) =>
    before
      .filter(e => e.type !== 'tree' && (e.path === path || e.path.startsWith(`${path}/`)))
      .map(e => e.path);
  for (const entry of entries) {
    const path = checkedPath(entry.path);
    if (/^\.github\/workflows(\/|$)/i.test(path) && !mayChangeWorkflows(call)) throw notFound();
    const mode = textOf(entry.mode) ?? '';
    const type = TYPES[mode];
    if (!type) throw unprocessable('tree.mode must be one of 100644, 100755, 040000, 160000 or 120000');
    if (entry.sha === null) {
      const gone = under(path);
      if (gone.length === 0) throw unprocessable('GitRPC::BadObjectState');
      changes.removed.push(...gone);
      continue;
    }
    const content = textOf(entry.content);
    if ((content === undefined) === (entry.sha === undefined)) {
      throw unprocessable('Must supply either tree.sha or tree.content');
    }
    const sha = content === undefined ? String(entry.sha) : await bare.write('blob', Buffer.from(content));
    if (content === undefined && type !== 'commit' && types.get(sha) !== type) {
      throw unprocessable(`tree.sha ${sha} is not a valid ${type}`);
    }
    if (type === 'tree') {
      changes.removed.push(...under(path));
      const inside = (await bare.tree(sha, true)).filter(one => one.type !== 'tree');
      changes.files.push(...inside.map(one => ({ ...one, path: `${path}/${one.path}` })));
    } else changes.files.push({ path, mode, sha });
  }
  return changes;
}

function checkedPath(value: unknown): string {
  const path = textOf(value);
  if (!path) throw unprocessable('Invalid request.\n\n"path" wasn\'t supplied.');
  const bad = path.split('/').some(part => ['', '.', '..'].includes(part) || part.toLowerCase() === '.git');
  if (bad || path.includes('\0')) throw unprocessable('tree.path contains a malformed path component');
  return path;
}
