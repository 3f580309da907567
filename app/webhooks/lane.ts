import { parseComment } from '../../shared/command/parse.ts';
import type { Incoming } from '../../shared/request/incoming.ts';
import { type Lane, repositoryLane, settlingLane } from '../store/lanes.ts';

/** The lane in which a request is handled. Pure. */
export function laneOf(incoming: Incoming): Lane {
  const { id } = incoming.repository;
  switch (incoming.kind) {
    case 'answer':
    case 'resolved':
    case 'pushed':
      return settlingLane(id, incoming.number);
    case 'comment': {
      const parsed = parseComment(incoming.body);
      const settles =
        parsed.type === 'command' && (parsed.command.name === 'keep' || parsed.command.name === 'apply');
      return settles ? settlingLane(id, incoming.number) : repositoryLane(id);
    }
    default:
      return repositoryLane(id);
  }
}
