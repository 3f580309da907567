/** Patterns of `exclude` as git takes them. */
export interface ExcludeLists {
  /** One pattern a line, in order; empty when nothing is excluded. */
  exclude: string;
  /**
   * Every pattern turned around, so that git lists what the last word takes back; empty when no pattern begins with
   * `!`. Unlike in a `.gitignore`, a file can be taken back out of an excluded folder.
   */
  inverted: string;
}

/** Blank lines and comments say nothing and are left out. */
export function excludeLists(patterns: readonly string[]): ExcludeLists {
  const said = patterns.filter(pattern => pattern.trim() !== '' && !pattern.startsWith('#'));
  const turned = said.map(pattern => (pattern.startsWith('!') ? pattern.slice(1) : `!${pattern}`));
  return {
    exclude: lines(said),
    inverted: said.some(pattern => pattern.startsWith('!')) ? lines(turned) : '',
  };
}

const lines = (patterns: readonly string[]) => patterns.map(pattern => `${pattern}\n`).join('');
