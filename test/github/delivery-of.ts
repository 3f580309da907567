import type { Hub } from './hub.ts';
import type { Json } from './refusal.ts';
import type { Delivery } from './webhooks.ts';

/** The newest delivery of an event that matches, after its receiver answered; undefined where none was due. */
export async function deliveryOf(
  hub: Hub,
  event: string,
  action: string,
  matches: (payload: Json) => boolean,
): Promise<Delivery | undefined> {
  await hub.webhooks.announced();
  const found = hub.webhooks.deliveries.findLast(one => {
    return one.event === event && one.action === action && matches(one.payload);
  });
  await found?.finished;
  return found;
}
