/**
 * Sends signed deliveries at a fixed rate, in a process of its own, for `webhook-ack`. Started by `fork`; for each
 * message (a {@link Volley}) it answers with the latencies in milliseconds. Ends with its parent.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export interface Volley {
  url: string;
  secret: string;
  perSecond: number;
  count: number;
  /** Payloads of `issue_comment.created`, sent in turn, each time with a comment id of its own. */
  payloads: { comment: { id: number } }[];
  firstId: number;
}

const agent = new Agent({ keepAlive: true });

function prepare({ url, secret, count, payloads, firstId }: Volley): (() => Promise<void>)[] {
  return Array.from({ length: count }, (_, index) => {
    const payload = payloads[index % payloads.length];
    if (!payload) throw new RangeError('No payload');
    const body = JSON.stringify({ ...payload, comment: { ...payload.comment, id: firstId + index } });
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-github-event': 'issue_comment',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    };
    return () =>
      new Promise((resolve, reject) => {
        const sending = request(url, { method: 'POST', agent, headers }, response => {
          response.resume().on('end', () => {
            if (response.statusCode && response.statusCode < 300) resolve();
            else reject(new Error(`A delivery was answered with ${response.statusCode}`));
          });
        });
        sending.on('error', reject).end(body);
      });
  });
}

/** The clock of each delivery starts when it is due, whether or not the ones before it were answered. */
async function send(volley: Volley): Promise<number[]> {
  const deliveries = prepare(volley);
  const start = performance.now() + 50;
  const due = (index: number) => start + (index * 1000) / volley.perSecond;
  const answered: Promise<number>[] = [];
  while (answered.length < deliveries.length) {
    const index = answered.length;
    const wait = due(index) - performance.now();
    if (wait > 0) await pause(wait);
    const deliver = deliveries[index];
    if (deliver) answered.push(deliver().then(() => performance.now() - due(index)));
  }
  return await Promise.all(answered);
}

process.on('message', async (volley: Volley) => {
  process.send?.(await send(volley).catch((error: Error) => ({ failed: error.message })));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
