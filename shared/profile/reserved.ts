/** What the server itself is configured with; a name that ends with `*` stands for all that begin so. */
const RESERVED = [
  'APP_ID',
  'PRIVATE_KEY',
  'PRIVATE_KEY_PATH',
  'WEBHOOK_SECRET',
  'WEBHOOK_PROXY_URL',
  'CLIENT_ID',
  'CLIENT_SECRET',
  'DATABASE_URL',
  'REDIS_URL',
  'SENTRY_DSN',
  'E2B_API_KEY',
  'DAYTONA_API_KEY',
  'GITHUB_*',
  'GH_*',
  'GHE_*',
  'PG*',
  'DOCKER_*',
  'SPECKIT_REMOTE_*',
] as const;

/**
 * Whether a variable belongs to the server: its keys, its database, its way to GitHub and to the engines. Such a
 * variable never enters a sandbox, whatever a configuration says. Case does not matter.
 */
export function isReserved(name: string): boolean {
  const upper = name.toUpperCase();
  return RESERVED.some(entry =>
    entry.endsWith('*') ? upper.startsWith(entry.slice(0, -1)) : upper === entry,
  );
}

export const RESERVED_RULE =
  "belongs to the server itself (like the App's key or the database) and never enters a sandbox";
