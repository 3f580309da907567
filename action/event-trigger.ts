import { parseComment } from '../shared/command/parse.ts';
import type { Command } from '../shared/command/types.ts';
import { readIncoming } from '../shared/request/incoming.ts';
import { onlyAnswers, onlyPullRequests } from '../shared/request/only.ts';
import type { Trigger, TriggerEvent } from './trigger.ts';

/** What tells of the head that whoever asked has seen. */
interface Payload {
  pull_request?: { head?: { sha: string } };
  comment?: { created_at?: string };
}

/** What the event itself asks for; the same words as for the App. */
export function readEvent({ name, payload }: Pick<TriggerEvent, 'name' | 'payload'>): Trigger | undefined {
  const { pull_request: pull, comment } = payload as Payload;
  // Workflow events know no installation, which is all that ours would need of it.
  const incoming = readIncoming(name, { ...payload, installation: { id: 0 } }, 0);
  switch (incoming?.kind) {
    case 'comment':
    case 'answer': {
      const { number, sender, body } = incoming;
      const where =
        incoming.kind === 'answer'
          ? { number, sender, topCommentId: incoming.topCommentId }
          : { number, sender };
      const parsed = parseComment(body);
      if (incoming.kind === 'comment' && !incoming.pullRequest) {
        return { kind: 'refused', error: onlyPullRequests(), ...where };
      }
      if (parsed.type === 'ignore') return undefined;
      if (parsed.type === 'reply') return { kind: 'refused', error: parsed.error, ...where };
      const { command } = parsed;
      const asked = { kind: 'pull', command, asked: true, ...where } as const;
      if (incoming.kind === 'comment') {
        const seen = comment?.created_at === undefined ? {} : { at: new Date(comment.created_at) };
        return { ...asked, commentId: incoming.commentId, seen };
      }
      return command.name === 'keep' ? asked : { kind: 'refused', error: onlyAnswers(), ...where };
    }
    case 'label': {
      const { number, sender, label, phase } = incoming;
      if (!incoming.pullRequest) return { kind: 'refused', error: onlyPullRequests(), number, sender };
      const command: Command = { name: 'run', work: { kind: 'phase', phase, text: '' }, flags: {} };
      const seen = pull?.head === undefined ? {} : { headSha: pull.head.sha };
      return { kind: 'pull', number, sender, command, asked: true, label, seen };
    }
    case 'pushed':
      return { kind: 'pushed', number: incoming.number };
    default:
      return undefined;
  }
}
