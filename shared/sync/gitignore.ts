/**
 * A predicate for patterns in the syntax of `.gitignore`, case-insensitive: later patterns win, `!` takes back, and
 * what is inside a matched folder matches. For rules about paths alone; files to leave out are git's own business.
 */
export function gitignoreMatcher(patterns: readonly string[]): (path: string) => boolean {
  const rules = patterns.map(toRule).filter(rule => rule !== undefined);
  return path => {
    const parts = path.split('/');
    // A file cannot be taken back out of a matched folder.
    for (let depth = 1; depth <= parts.length; depth++) {
      const prefix = parts.slice(0, depth).join('/');
      const isFolder = depth < parts.length;
      const last = rules.findLast(rule => (isFolder || !rule.foldersOnly) && rule.matches.test(prefix));
      if (last && !last.negated) return true;
    }
    return false;
  };
}

interface Rule {
  matches: RegExp;
  negated: boolean;
  foldersOnly: boolean;
}

function toRule(line: string): Rule | undefined {
  let text = line.replace(/(?<!\\)\s+$/, '');
  if (text === '' || text.startsWith('#')) return undefined;
  const negated = text.startsWith('!');
  if (negated) text = text.slice(1);
  const foldersOnly = text.endsWith('/');
  if (foldersOnly) text = text.slice(0, -1);
  const anchored = text.includes('/');
  const body = toRegExp(text.replace(/^\//, ''));
  return { matches: new RegExp(`^${anchored ? '' : '(?:.*/)?'}${body}$`, 'isu'), negated, foldersOnly };
}

function toRegExp(glob: string): string {
  return glob.replace(
    /\\(.)|(^|\/)\*\*\/|\/\*\*$|\*+|\?|\[([!^]?)((?:\\.|[^\]\\])+)\]|[\\^$.|+(){}[\]]/gsu,
    (found, escaped?: string, start?: string, not?: string, set?: string) => {
      if (escaped !== undefined) return escaped.replace(/[\\^$.|?*+(){}[\]/]/, '\\$&');
      if (start !== undefined) return `${start}(?:.*/)?`;
      if (found === '/**') return '/.*';
      if (found.startsWith('*')) return '[^/]*';
      if (found === '?') return '[^/]';
      if (set !== undefined) return `[${not ? '^/' : ''}${set.replace(/[[\]&]/g, '\\$&')}]`;
      return `\\${found}`;
    },
  );
}
