import type { Call, Hub } from './hub.ts';
import { type Answer, type Json, notFound, Refusal } from './refusal.ts';
import type { Delivery } from './webhooks.ts';

const DELIVERIES = /^\/app\/hook\/deliveries(?:\/(\d+)(\/attempts)?)?$/;
/** GitHub forgets deliveries after that. */
const REMEMBERED_MS = 3 * 24 * 3_600_000;

/** The App's webhook as GitHub remembers it: its deliveries by pages, each by itself, and sent again. */
export function hookDeliveryRoutes(hub: Hub, call: Call): Answer | undefined {
  if (call.path === '/app/hook/config' && call.method === 'GET') return { status: 200, body: config(hub) };
  const [found, id, attempts] = DELIVERIES.exec(call.path) ?? [];
  if (!found) return undefined;
  const known = hub.webhooks.deliveries.filter(one => Date.now() - one.at.getTime() < REMEMBERED_MS);
  if (id === undefined) {
    if (call.method !== 'GET') throw notFound();
    return list(hub, call, known);
  }
  const delivery = known.find(one => one.id === Number(id));
  if (!delivery) throw notFound();
  if (attempts === undefined) {
    if (call.method !== 'GET') throw notFound();
    return { status: 200, body: { ...brief(delivery), request: { payload: delivery.payload } } };
  }
  if (call.method !== 'POST') throw notFound();
  if (!hub.webhooks.redeliver(delivery.id)) throw new Refusal(422, 'The hook has no address');
  return { status: 202, body: {} };
}

/** GitHub never shows the secret. */
const config = ({ webhooks: { url = '' } }: Hub): Json => {
  return { url, content_type: 'json', insecure_ssl: '0', secret: '********' };
};

/** Newest first; the cursor is the id of the first delivery of the next page. */
function list(hub: Hub, { query }: Call, known: readonly Delivery[]): Answer {
  const size = Math.min(Math.max(Number(query.get('per_page') ?? 30) || 30, 1), 100);
  const status = query.get('status');
  if (status !== null && !['success', 'failure'].includes(status))
    throw new Refusal(422, 'Invalid value for parameter `status`');
  const cursor = query.get('cursor');
  const first = cursor === null ? Infinity : Number(/^v1_(\d+)$/.exec(cursor)?.[1] ?? Number.NaN);
  if (Number.isNaN(first)) throw new Refusal(400, 'Invalid cursor');
  const all = known
    .toReversed()
    .filter(one => one.id <= first && (status === null || taken(one) === (status === 'success')));
  const next = all[size];
  const link = new URLSearchParams({
    per_page: String(size),
    ...(status === null ? {} : { status }),
    cursor: `v1_${next?.id}`,
  });
  return {
    status: 200,
    body: all.slice(0, size).map(brief),
    headers: next ? { link: `<${hub.apiUrl}/app/hook/deliveries?${link}>; rel="next"` } : {},
  };
}

const taken = ({ response }: Delivery) =>
  response !== undefined && response.status >= 200 && response.status < 300;

function brief(one: Delivery): Json {
  return {
    id: one.id,
    guid: one.guid,
    delivered_at: one.at.toISOString(),
    redelivery: one.redelivery,
    duration: one.seconds ?? 0,
    status: taken(one) ? 'OK' : (one.failure ?? (one.response ? `Invalid HTTP Response` : 'pending')),
    status_code: one.response?.status ?? 0,
    event: one.event,
    action: one.action ?? null,
    installation_id: (one.payload.installation as { id?: number } | undefined)?.id ?? null,
    repository_id: (one.payload.repository as { id?: number } | undefined)?.id ?? null,
    throttled_at: null,
  };
}
