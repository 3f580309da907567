import { parseLabel } from '../command/label.ts';
import { parseComment } from '../command/parse.ts';
import { parseConflictMarker } from '../github/conflict-question.ts';

/** Who caused an event. `type` is GitHub's: `User`, `Bot`, `Organization`, `Mannequin`. */
export interface Sender {
  id: number;
  login: string;
  type: string;
}

export interface RepositoryRef {
  id: number;
  owner: string;
  name: string;
  defaultBranch: string;
}

/** What an event asks of us, in our words. */
export type Incoming = { installationId: number; repository: RepositoryRef; sender: Sender } & (
  | { kind: 'comment'; number: number; pullRequest: boolean; commentId: number; body: string }
  | { kind: 'label'; number: number; pullRequest: boolean; label: string; phase: string }
  /** GitHub's Re-run or our Retry button; `externalId` is what our check run carries. */
  | { kind: 'rerun'; checkRunId: number; externalId: string }
  | { kind: 'rerun-all'; headSha: string }
  | { kind: 'closed'; number: number }
  /** A command in a review thread; `topCommentId` is the comment that the thread starts with. */
  | { kind: 'answer'; number: number; commentId: number; topCommentId: number; body: string }
  /** A thread of ours about a conflict was resolved. */
  | { kind: 'resolved'; number: number; run: string }
  /** Somebody pushed to the branch of a pull request. */
  | { kind: 'pushed'; number: number }
);

/** The parts of webhook payloads that are read; everything else is GitHub's business. */
interface Payload {
  action?: string;
  installation?: { id: number };
  repository?: { id: number; name: string; owner: { login: string }; default_branch: string };
  sender?: Sender;
  issue?: { number: number; pull_request?: unknown };
  comment?: {
    id: number;
    body: string;
    user: Sender | null;
    performed_via_github_app?: { id: number } | null;
    in_reply_to_id?: number | null;
  };
  thread?: { comments: { body: string }[] };
  pull_request?: { number: number };
  label?: { name: string };
  requested_action?: { identifier: string };
  check_run?: { id: number; external_id: string; app?: { id: number } };
  check_suite?: { head_sha: string; app?: { id: number } };
}

/**
 * Pure: what an event asks of us, or `undefined` when it is none of our business. Only what passes here is stored.
 * @param appId our App's id: its own comments and other Apps' checks are never requests
 */
export function readIncoming(event: string, payload: object, appId: number): Incoming | undefined {
  const data = payload as Payload;
  const { installation, repository, sender } = data;
  if (!installation || !repository || !sender) return undefined;
  const request = readRequest(`${event}.${data.action ?? ''}`, data, appId);
  if (!request) return undefined;
  return {
    installationId: installation.id,
    repository: {
      id: repository.id,
      owner: repository.owner.login,
      name: repository.name,
      defaultBranch: repository.default_branch,
    },
    sender: { id: sender.id, login: sender.login, type: sender.type },
    ...request,
  };
}

type Request = Incoming extends infer I
  ? I extends Incoming
    ? Omit<I, 'installationId' | 'repository' | 'sender'>
    : never
  : never;

function readRequest(name: string, data: Payload, appId: number): Request | undefined {
  switch (name) {
    case 'issue_comment.created':
      return readComment(data, appId);
    case 'pull_request.labeled':
      return readLabel(data, data.pull_request, true);
    // Sent for issues only; a pull request's labels come as the event above.
    case 'issues.labeled':
      return readLabel(data, data.issue, false);
    case 'pull_request.closed':
      return data.pull_request && { kind: 'closed', number: data.pull_request.number };
    case 'pull_request.synchronize':
      return data.pull_request && { kind: 'pushed', number: data.pull_request.number };
    case 'pull_request_review_comment.created':
      return readAnswer(data, appId);
    case 'pull_request_review_thread.resolved': {
      const marker = parseConflictMarker(data.thread?.comments[0]?.body ?? '');
      if (!marker || !data.pull_request) return undefined;
      return { kind: 'resolved', number: data.pull_request.number, run: marker.run };
    }
    case 'check_run.requested_action':
      return data.requested_action?.identifier === 'retry' ? readRerun(data, appId) : undefined;
    case 'check_run.rerequested':
      return readRerun(data, appId);
    case 'check_suite.rerequested':
      return data.check_suite?.app?.id === appId
        ? { kind: 'rerun-all', headSha: data.check_suite.head_sha }
        : undefined;
    default:
      return undefined;
  }
}

function readLabel(
  { label }: Payload,
  target: { number: number } | undefined,
  pullRequest: boolean,
): Request | undefined {
  const phase = parseLabel(label?.name ?? '')?.phase;
  if (!phase || !target || !label) return undefined;
  return { kind: 'label', number: target.number, pullRequest, label: label.name, phase };
}

function readComment({ issue, comment }: Payload, appId: number): Request | undefined {
  if (!issue || !comment || !asksSomething(comment, appId)) return undefined;
  return {
    kind: 'comment',
    number: issue.number,
    pullRequest: issue.pull_request !== undefined,
    commentId: comment.id,
    body: comment.body,
  };
}

/** Only replies: a thread that people start themselves is no conversation with us. */
function readAnswer({ comment, pull_request: pull }: Payload, appId: number): Request | undefined {
  if (!pull || !comment || typeof comment.in_reply_to_id !== 'number') return undefined;
  if (!asksSomething(comment, appId)) return undefined;
  return {
    kind: 'answer',
    number: pull.number,
    commentId: comment.id,
    topCommentId: comment.in_reply_to_id,
    body: comment.body,
  };
}

function asksSomething(comment: NonNullable<Payload['comment']>, appId: number): boolean {
  const { user, performed_via_github_app: via, body } = comment;
  if (!user) return false;
  // An App that writes in a person's name is not that person; Bot accounts go through the allow list instead.
  if (via && (via.id === appId || user.type !== 'Bot')) return false;
  return parseComment(body).type !== 'ignore';
}

function readRerun({ check_run: check }: Payload, appId: number): Request | undefined {
  if (!check || check.app?.id !== appId) return undefined;
  return { kind: 'rerun', checkRunId: check.id, externalId: check.external_id };
}
