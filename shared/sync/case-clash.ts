import type { Edit } from './edits.ts';

/** A file or folder that each side added under a name that the other spells differently. */
export interface Clash {
  ours: string;
  theirs: string;
}

/** How a name reads where neither case nor Unicode form counts. */
export const foldName = (path: string) => path.normalize('NFC').toLowerCase();

/** The path and every folder above it, outermost first. */
export function prefixesOf(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

/** Names that git merges side by side and that cannot both exist on Windows or macOS. Outermost folders only. */
export function caseClashes(ours: readonly Edit[], theirs: readonly Edit[]): Clash[] {
  const spelled = new Map(
    ours
      .filter(({ status }) => status === 'added')
      .flatMap(({ path }) => prefixesOf(path).map(prefix => [foldName(prefix), prefix] as const)),
  );
  const clashes = new Map<string, Clash>();
  for (const { path, status } of theirs) {
    if (status !== 'added') continue;
    for (const prefix of prefixesOf(path)) {
      const other = spelled.get(foldName(prefix));
      if (other === undefined || other === prefix) continue;
      clashes.set(foldName(prefix), { ours: other, theirs: prefix });
      break;
    }
  }
  return [...clashes.values()];
}
