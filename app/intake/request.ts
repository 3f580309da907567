import type { Command } from '../../shared/command/types.ts';
import type { Incoming, RepositoryRef, Sender } from '../../shared/request/incoming.ts';
import type { Repository } from '../context.ts';
import type { Delivery } from '../store/inbox.ts';

/** One command by one person about one pull request, whatever it came in as. */
export interface Request extends Repository {
  deliveryId: string;
  receivedAt: Date;
  /** Whether an earlier try may have done a part of it. */
  again: boolean;
  /** What makes asking twice start one run. */
  key: string;
  defaultBranch: string;
  /** The pull request's number. */
  number: number;
  sender: Sender;
  command: Command;
  /** The command in a line, for the audit log. */
  words: string;
  /** The comment that carries it. */
  commentId?: number;
  /** The comment that the review thread starts with in which it was given. */
  topCommentId?: number;
  /** The label that carries it. */
  label?: string;
}

/** The parts of a request that every event brings. */
export function requestBase(incoming: Incoming, { id, receivedAt, attempt }: Delivery) {
  const { installationId, repository, sender } = incoming;
  return {
    ...repositoryOf(installationId, repository),
    deliveryId: id,
    receivedAt,
    again: attempt > 1,
    defaultBranch: repository.defaultBranch,
    sender,
  };
}

export function repositoryOf(installationId: number, { id, owner, name }: RepositoryRef): Repository {
  return { installationId, repositoryId: id, owner, repo: name };
}

export function fullName({ owner, repo }: Repository): string {
  return `${owner}/${repo}`;
}
