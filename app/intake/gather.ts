import { type Gathered, gather as gatherFrom } from '../../shared/request/gather.ts';
import type { AppContext } from '../context.ts';
import type { Request } from './request.ts';

export type { Gathered } from '../../shared/request/gather.ts';

/** Asks GitHub what is needed to decide about a request. */
export function gather({ github }: AppContext, request: Request): Promise<Gathered> {
  return gatherFrom({ ...request, client: github.client(request, 'intake') });
}
