import { createHmac, randomUUID } from 'node:crypto';
import { SpeckitError } from '../../../shared/errors.ts';
import type { Environment } from '../../environment.ts';
import { WEBHOOK_PATH } from '../../server.ts';
import type { Seen } from '../findings.ts';
import type { AppClient } from './github.ts';

type Ask = <T>(what: string, request: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/** Where GitHub sends webhooks, whether a server with this secret answers there, and what GitHub says of the last one. */
export async function webhookSeen(
  client: AppClient,
  { webhookSecret }: Environment,
  ask: Ask,
  signal: AbortSignal,
): Promise<Seen> {
  const config = await ask('read where webhooks go', request =>
    client.apps.getWebhookConfigForApp({ request: { signal: request } }),
  );
  const { url } = config.data;
  if (!url) throw misaddressed('The App has no webhook URL.');
  if (URL.parse(url)?.pathname !== WEBHOOK_PATH)
    throw misaddressed(`The webhook URL ${url} leads elsewhere.`);
  await ping(url, webhookSecret, signal);
  const { data } = await ask('list deliveries', request =>
    client.apps.listWebhookDeliveries({ per_page: 20, request: { signal: request } }),
  );
  const [last] = data;
  if (!last) return `${url} answers; GitHub has sent nothing yet`;
  if (last.status_code >= 200 && last.status_code < 300)
    return `${url} answers, to GitHub too (${last.status_code})`;
  return {
    state: 'warning',
    text: `${url} answers here, but GitHub's last delivery ended with "${last.status}" (${last.status_code})`,
    hint: 'GitHub must reach that address from the internet; "Advanced" on the settings page of the App shows each delivery and sends it again.',
  };
}

/** A signed request as GitHub sends one, of an event that asks for nothing. */
async function ping(url: string, secret: string, signal: AbortSignal): Promise<void> {
  const body = JSON.stringify({ zen: 'speckit-remote doctor' });
  const answer = await fetch(url, {
    method: 'POST',
    body,
    redirect: 'manual',
    signal,
    headers: {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'x-github-event': 'ping',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
  }).catch((cause: unknown) => {
    throw new SpeckitError('unreachable', `Nobody answers at ${url}.`, {
      hint: 'Start the server (`npm start`), and see that the proxy in front of it passes that address on.',
      cause,
    });
  });
  await answer.body?.cancel();
  if (answer.ok) return;
  const { status } = answer;
  const refused = status === 400 || status === 401;
  throw new SpeckitError(
    refused ? 'auth' : 'unreachable',
    refused ? `The server at ${url} refuses our signature.` : `${url} answers with ${status}.`,
    {
      hint: refused
        ? 'WEBHOOK_SECRET here is another than the one that server was started with.'
        : 'Something else answers there: check the webhook URL of the App and the proxy in front of the server.',
    },
  );
}

function misaddressed(message: string): SpeckitError {
  return new SpeckitError('config', message, {
    hint: `Set it to https://YOUR.HOST${WEBHOOK_PATH} on the settings page of the App.`,
  });
}
