import { type Identity, requireAccess } from './gate.ts';
import type { Hosted, Hub } from './hub.ts';
import { Refusal } from './refusal.ts';

/** A refusal in GraphQL's way: HTTP 200, the field null, and the reason under `errors`. */
export class FieldError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** The repository of a node id, or NOT_FOUND where the caller may not see it. */
export function visibleRepository(hub: Hub, who: Identity, repo: Hosted | undefined, what: string): Hosted {
  const missing = new FieldError('NOT_FOUND', `Could not resolve to a node with the global id of '${what}'`);
  if (!repo) throw missing;
  try {
    requireAccess(hub, who, repo, { level: 'read', permissions: ['metadata'], role: 'read' });
  } catch (error) {
    throw error instanceof Refusal ? missing : error;
  }
  return repo;
}

/** Asks for `contents: write`, which both mutations need. */
export function requireContentsWrite(hub: Hub, who: Identity, repo: Hosted): void {
  try {
    requireAccess(hub, who, repo, { level: 'write', permissions: ['contents'], role: 'write' });
  } catch (error) {
    throw error instanceof Refusal
      ? new FieldError('FORBIDDEN', 'Resource not accessible by integration')
      : error;
  }
}
