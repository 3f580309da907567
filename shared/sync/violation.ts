import type { Change } from './changes.ts';

export const VIOLATION_RULES = [
  'traversal',
  'dot-git',
  'backslash',
  'control',
  'encoding',
  'reserved',
  'gitlink',
  'symlink',
  'mode',
  'collision',
  'file-size',
  'file-count',
  'protected',
] as const;
export type ViolationRule = (typeof VIOLATION_RULES)[number];

/** One reason why a result must not be published. `message` is a sentence for the person. */
export interface Violation {
  path: string;
  rule: ViolationRule;
  message: string;
}

/** A path fit for a message: control and bidi characters made visible, cut to a sensible length. */
export function shown(path: string): string {
  const visible = path.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029`]/gu,
    char => `\\u{${char.codePointAt(0)?.toString(16)}}`,
  );
  return `\`${visible.length > 200 ? `${visible.slice(0, 200)}…` : visible}\``;
}

/** Whether the entry is new in the tree: an existing name stays acceptable. */
export const isNew = (change: Change) => change.status === 'added';
export const exists = (change: Change) => change.status !== 'deleted';
