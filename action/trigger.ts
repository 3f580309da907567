import type { Command } from '../shared/command/types.ts';
import { SpeckitError } from '../shared/errors.ts';
import type { Sender } from '../shared/request/incoming.ts';
import { onlyPullRequests } from '../shared/request/only.ts';
import { readCommandInput } from './command-input.ts';
import { readEvent } from './event-trigger.ts';

/** A command about a pull request. */
export interface PullTrigger {
  kind: 'pull';
  number: number;
  sender: Sender;
  command: Command;
  /** Whether the command stands on the pull request, where an answer is expected. */
  asked: boolean;
  /** The comment in the conversation that carries it. */
  commentId?: number;
  /** The first comment of the review thread that carries it. */
  topCommentId?: number;
  /** The label that carries it. */
  label?: string;
  /** What is known of the head that whoever asked has seen. */
  seen?: Seen;
}

/** The head at the time of the request, or that time. */
export interface Seen {
  headSha?: string;
  at?: Date;
}

/** What an event asks of the Action. */
export type Trigger =
  | { kind: 'ignored'; reason: string }
  /** Wrong words of somebody; answered where they stand. */
  | ({ kind: 'refused'; error: SpeckitError } & Pick<PullTrigger, 'number' | 'sender' | 'topCommentId'>)
  | PullTrigger
  /** A branch moved: conflicts that are open may be settled by now. */
  | { kind: 'pushed'; number?: number; branch?: string }
  /** Without a pull request the checked-out workspace is the input. */
  | { kind: 'workspace'; command: Extract<Command, { name: 'run' }>; sender: Sender };

export interface TriggerEvent {
  name: string;
  payload: object;
  /** Who caused it, where the payload does not say. */
  actor: { login: string; id: number };
}

interface Payload {
  ref?: string;
  deleted?: boolean;
  sender?: Sender;
  pull_request?: { number: number };
  issue?: { number: number; pull_request?: unknown };
}

const EVENTS = [
  ...['issue_comment', 'pull_request_review_comment', 'pull_request'],
  ...['workflow_dispatch', 'push', 'schedule'],
];

/** Pure. @throws SpeckitError `usage` for a wrong `command`, one beside a comment's, or an event that does not fit */
export function readTrigger(event: TriggerEvent, command: string | undefined): Trigger {
  const { name } = event;
  if (!EVENTS.includes(name)) {
    const unknown = unknownEvent(name);
    if (command !== undefined) throw unknown;
    return { kind: 'ignored', reason: `${unknown.message} ${unknown.hint}` };
  }
  const payload = event.payload as Payload;
  const typed = command === undefined ? undefined : readCommandInput(command);
  const found = readEvent(event);
  if (found && found.kind !== 'pushed') {
    if (typed) throw bothGiven(name);
    return found;
  }
  if (typed) return atCommand(event, payload, typed);
  if (found) return found;
  if (name === 'push' && !payload.deleted && payload.ref?.startsWith('refs/heads/')) {
    return { kind: 'pushed', branch: payload.ref.slice('refs/heads/'.length) };
  }
  return {
    kind: 'ignored',
    reason: `The event \`${name}\` holds no command, and the step has no input \`command\`.`,
  };
}

function atCommand({ name, actor }: TriggerEvent, payload: Payload, command: Command): Trigger {
  const bot = actor.login.endsWith('[bot]');
  const sender = payload.sender ?? { ...actor, type: bot ? 'Bot' : 'User' };
  const number =
    payload.pull_request?.number ?? (payload.issue?.pull_request ? payload.issue.number : undefined);
  if (number !== undefined) return { kind: 'pull', number, sender, command, asked: false };
  if (payload.issue) throw onlyPullRequests();
  if (command.name === 'run') return { kind: 'workspace', command, sender };
  throw new SpeckitError(
    'usage',
    `\`${command.name}\` is about a pull request, and the event \`${name}\` has none.`,
    {
      hint: 'Without a pull request `command` is a phase with text, or `-- <shell command>`.',
    },
  );
}

function unknownEvent(name: string): SpeckitError {
  return new SpeckitError('usage', `The event \`${name}\` is none that this action works with.`, {
    hint: `Use it in a workflow on ${EVENTS.map(event => `\`${event}\``).join(', ')}.`,
  });
}

function bothGiven(name: string): SpeckitError {
  return new SpeckitError(
    'usage',
    `The event \`${name}\` holds a command, and so does the input \`command\`.`,
    {
      hint: 'Leave the input out in workflows that listen to comments and labels, or give it only for other events.',
    },
  );
}
