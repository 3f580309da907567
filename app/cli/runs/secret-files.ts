/** Files that stay on this machine unless they are named: settings with credentials, and keys. As in a `.gitignore`. */
export const SECRET_FILES: readonly string[] = [
  '.env*',
  '*.pem',
  '*.key',
  '*.p8',
  '*.p12',
  '*.pfx',
  '*.ppk',
  '*.jks',
  '*.keystore',
  '*.kdbx',
  'id_rsa',
  'id_dsa',
  'id_ecdsa',
  'id_ed25519',
  'id_ecdsa_sk',
  'id_ed25519_sk',
  '.npmrc',
  '.pypirc',
  '.netrc',
  '.pgpass',
  '.git-credentials',
];

/**
 * What the sandbox does not get: secret files but those that `include` names, relative to the root, and what the
 * project excludes.
 */
export function excludeFor(exclude: readonly string[], include: readonly string[]): string[] {
  // The last word counts, and it is the project's: what that excludes stays also when somebody names it.
  return [...SECRET_FILES, ...include.map(name => `!/${escaped(name)}`), ...exclude];
}

/** A name that stands for nothing but itself in a pattern. */
const escaped = (name: string) => name.replace(/[\\*?[\]]/g, '\\$&');
