/**
 * Sends signed deliveries as fast as it can, in a process of its own, for `burst`. Started by `fork`; for each message
 * (a {@link Burst}) it answers with what came of it. Ends with its parent.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { Payload } from './payloads.ts';

export interface Burst {
  url: string;
  secret: string;
  /** Deliveries of their own; every tenth is sent twice. */
  count: number;
  /** Requests under way at once. */
  connections: number;
  /** Sent in turn, each time with a comment id of its own. */
  payloads: Payload[];
}

export interface BurstResult {
  /** From the first byte to the end of the answer, in milliseconds. */
  latencies: number[];
  /** Ids of what was answered with 2xx. */
  taken: string[];
  /** How many requests were answered with 503. */
  refused: number;
}

async function send({ url, secret, count, connections, payloads }: Burst): Promise<BurstResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const ids = Array.from({ length: count }, () => randomUUID());
  // A duplicate comes right behind its original, while that may still be on its way.
  const order = ids.flatMap((id, index) =>
    (index % 10 === 0 ? [index, index] : [index]).map(at => ({ id, at })),
  );
  const result: BurstResult = { latencies: [], taken: [], refused: 0 };
  const one = async ({ id, at }: { id: string; at: number }) => {
    const payload = payloads[at % payloads.length];
    const body = JSON.stringify({ ...payload, comment: { ...payload?.comment, id: 1_000_000 + at } });
    const since = performance.now();
    const status = await post(url, agent, id, body, secret);
    result.latencies.push(performance.now() - since);
    if (status === 503) result.refused += 1;
    else if (status >= 200 && status < 300) result.taken.push(id);
    else throw new Error(`A delivery was answered with ${status}`);
  };
  const loop = async () => {
    for (let next = order.shift(); next; next = order.shift()) await one(next);
  };
  await Promise.all(Array.from({ length: connections }, loop));
  agent.destroy();
  return result;
}

function post(url: string, agent: Agent, id: string, body: string, secret: string): Promise<number> {
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-github-event': 'issue_comment',
    'x-github-delivery': id,
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  };
  return new Promise((resolve, reject) => {
    const sending = request(url, { method: 'POST', agent, headers }, response => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    sending.on('error', reject).end(body);
  });
}

process.on('message', async (burst: Burst) => {
  process.send?.(await send(burst).catch((error: Error) => ({ failed: error.message })));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
