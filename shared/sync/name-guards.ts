import type { Change } from './changes.ts';
import { isNew, shown, type Violation, type ViolationRule } from './violation.ts';

/** One predicate over a new path, with what it says. */
interface NameGuard {
  rule: ViolationRule;
  broken(parts: readonly string[]): boolean;
  says: string;
}

/** Characters that HFS+ ignores in names: `.g\u200cit` is `.git` there. */
const IGNORED = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\.|:|$)/i;

/** A name as any file system may read it: case, NTFS streams, trailing dots and spaces, what HFS+ ignores. */
function plain(part: string): string {
  const folded = part.normalize('NFKC').replace(IGNORED, '').toLowerCase();
  return (folded.split(':', 1)[0] ?? '').replace(/[ .]+$/, '');
}

/** `.git` as any file system may read it, also by an NTFS short name. */
export function isDotGit(part: string): boolean {
  const name = plain(part);
  return name === '.git' || /^git~[0-9]+$/.test(name);
}

/** `.gitmodules` and `.gitattributes`, which git acts on, as any file system may read them; any NTFS short name may be one. */
export function isRules(part: string): boolean {
  const name = plain(part);
  return name === '.gitmodules' || name === '.gitattributes' || /^[0-9a-z]{0,7}~[0-9]+$/.test(name);
}

/** In the order of their weight: a path is reported under the first rule it breaks. */
const NAME_GUARDS: readonly NameGuard[] = [
  {
    rule: 'traversal',
    broken: parts =>
      parts.some(part => part === '' || part === '.' || part === '..' || /^[a-z]:$/i.test(part)),
    says: 'leads out of the repository',
  },
  {
    rule: 'dot-git',
    broken: parts => parts.some(part => part.split('\\').some(isDotGit)),
    says: 'is read as git’s own folder by some systems',
  },
  {
    rule: 'backslash',
    broken: parts => parts.some(part => part.includes('\\')),
    says: 'has a backslash, which Windows takes for a folder separator',
  },
  {
    rule: 'encoding',
    broken: parts => parts.some(part => part.includes('\ufffd')),
    says: 'is not valid UTF-8',
  },
  {
    rule: 'control',
    broken: parts =>
      parts.some(part => /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(part)),
    says: 'has control characters in its name',
  },
  {
    rule: 'reserved',
    broken: parts => parts.some(part => RESERVED.test(part) || /[. ]$/.test(part)),
    says: 'cannot exist on Windows (a reserved name, or a dot or space at the end)',
  },
];

/** Violations by the names of new entries alone. */
export function judgeNames(changes: readonly Change[]): Violation[] {
  return changes.filter(isNew).flatMap(({ path }) => {
    const parts = path.split('/');
    const guard = NAME_GUARDS.find(({ broken }) => broken(parts));
    return guard ? [{ path, rule: guard.rule, message: `${shown(path)} ${guard.says}.` }] : [];
  });
}
