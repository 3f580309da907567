import type { Change } from './changes.ts';
import { isDotGit } from './name-guards.ts';
import type { ResultTree } from './result-tree.ts';
import { shown, type Violation } from './violation.ts';

/** More links in one chain than any system follows. */
const MAX_HOPS = 40;

interface Resolved {
  /** `inside` also holds for a target that does not exist and for a loop: neither leads anywhere. */
  where: 'inside' | 'outside' | 'dot-git';
  /** Every link on the way, the first included. */
  via: readonly string[];
}

/** Follows `link` as a file system would: each symlink on the way counts, `..` is the parent of where it led. */
export function resolveLink(link: string, links: ReadonlyMap<string, string>): Resolved {
  const at: string[] = link.split('/').slice(0, -1);
  const todo: string[] = [link.split('/').at(-1) ?? ''];
  const via: string[] = [];
  while (todo.length > 0) {
    const part = todo.shift() ?? '';
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (at.length === 0) return { where: 'outside', via };
      at.pop();
      continue;
    }
    if (isDotGit(part)) return { where: 'dot-git', via };
    at.push(part);
    const path = at.join('/');
    const target = links.get(path);
    if (target === undefined) continue;
    via.push(path);
    if (via.length > MAX_HOPS) return { where: 'inside', via };
    if (/^([/\\]|[a-z]:)/i.test(target)) return { where: 'outside', via };
    at.pop();
    // Windows separates by backslashes too; elsewhere such a name cannot be new.
    todo.unshift(...target.split(/[/\\]/));
  }
  return { where: 'inside', via };
}

/** Symlinks that lead out of the tree or into `.git`, if the result made or redirected any link on their way. */
export function judgeLinks(changes: readonly Change[], { links }: ResultTree): Violation[] {
  const changed = new Set(changes.filter(change => links.has(change.path)).map(({ path }) => path));
  if (changed.size === 0) return [];
  return [...links.keys()].flatMap(path => {
    const { where, via } = resolveLink(path, links);
    if (where === 'inside' || !via.some(link => changed.has(link))) return [];
    const leads = where === 'outside' ? 'out of the repository' : 'into git’s own folder';
    return [{ path, rule: 'symlink', message: `The symlink ${shown(path)} leads ${leads}.` }];
  });
}
