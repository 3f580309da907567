/**
 * A webhook receiver in a process of its own, for `webhook-ack`. Started by `fork`; answers on the process's channel:
 * `{url}` once it listens, `{stored}` for `'stored'`. Ends with its parent.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createNodeMiddleware, Probot } from 'probot';
import type { Environment } from '../../../app/environment.ts';
import { createLog } from '../../../app/log.ts';
import { startServer, WEBHOOK_PATH } from '../../../app/server.ts';

export type ReceiverOptions = { kind: 'ours' | 'bare'; environment: Environment };

const { kind, environment } = JSON.parse(process.argv[2] ?? '') as ReceiverOptions;
const { appId, privateKey, webhookSecret: secret } = environment;
/** The level that a server logs on by default; the lines go nowhere, as into a pipe that somebody reads. */
const log = createLog({ level: 'info', secrets: [privateKey, secret], write() {} });

/** The product as it is started by `npm start`. */
async function ours() {
  const { url, context } = await startServer({ environment, variables: {}, log });
  return {
    url,
    async stored() {
      const [row] = await context.store.database.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM speckit.deliveries',
      );
      return row?.n ?? 0;
    },
  };
}

/** What Probot's documentation starts with: it checks the signature, calls a handler and stores nothing. */
async function bare() {
  let handled = 0;
  const probot = new Probot({ appId, privateKey, secret, log });
  const middleware = await createNodeMiddleware(
    app => {
      app.on('issue_comment', () => {
        handled += 1;
      });
    },
    { probot, webhooksPath: WEBHOOK_PATH },
  );
  const http = createServer((request, response) => void middleware(request, response));
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    stored: async () => handled,
  };
}

const receiver = await (kind === 'ours' ? ours() : bare());
process.on('message', async () => process.send?.({ stored: await receiver.stored() }));
process.on('disconnect', () => process.exit());
process.send?.({ url: receiver.url + WEBHOOK_PATH });
