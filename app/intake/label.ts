import { removeLabel as remove } from '../../shared/request/labels.ts';
import type { AppContext } from '../context.ts';
import type { Request } from './request.ts';

/** Takes a label off; a failure is logged and costs only that. */
export async function removeLabel(
  { github, log }: AppContext,
  request: Omit<Request, 'command'>,
  name: string,
): Promise<void> {
  const failure = await remove({ ...request, client: github.client(request, 'intake') }, name);
  if (failure) log.warn({ delivery: request.deliveryId, err: failure }, 'a label stays');
}
