import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ProbotOctokit } from 'probot';

export interface Relayed {
  guid: string;
  event: string;
  payload: Payload;
}

/** The parts of payloads by which deliveries are told apart. */
export interface Payload {
  action?: string;
  after?: string;
  comment?: { id: number };
  thread?: { node_id: string };
}

export interface RelayOptions {
  /** Speaks for the App itself. */
  app: InstanceType<typeof ProbotOctokit>;
  repositoryId: number;
  /** Where the App takes its webhooks, and the secret that it knows. */
  target: { url: string; secret: string };
  everyMs: number;
}

export interface Relay {
  /** Resolves with the first delivery that fits, once the App has taken it. */
  relayed(fits: (delivery: Relayed) => boolean): Promise<Relayed>;
  stop(): Promise<void>;
}

const WAIT_MS = 120_000;

/**
 * Brings the webhooks of one repository to an App that GitHub cannot reach: GitHub remembers every delivery of an App,
 * also those that it could not deliver, and they are fetched from there and handed over, signed anew.
 */
export async function startRelay({ app, repositoryId, target, everyMs }: RelayOptions): Promise<Relay> {
  const stop = new AbortController();
  const done: Relayed[] = [];
  const list = async () => {
    const { data } = await app.request('GET /app/hook/deliveries', { per_page: 100 });
    return data.filter(one => one.repository_id === repositoryId);
  };
  const known = new Set((await list()).map(({ guid }) => guid));

  const hand = async (id: number, guid: string, event: string) => {
    const { data } = await app.request('GET /app/hook/deliveries/{delivery_id}', { delivery_id: id });
    const payload = data.request.payload as Payload;
    const body = JSON.stringify(payload);
    const signature = createHmac('sha256', target.secret).update(body).digest('hex');
    const headers = {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': guid,
      'x-hub-signature-256': `sha256=${signature}`,
    };
    const response = await fetch(target.url, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`The App answered ${response.status} to ${event}`);
    done.push({ guid, event, payload });
  };
  let failure: unknown;
  const go = async () => {
    while (!stop.signal.aborted) {
      // Oldest first, as they happened.
      for (const { id, guid, event } of (await list()).toReversed()) {
        if (known.has(guid)) continue;
        known.add(guid);
        await hand(Number(id), guid, event);
      }
      await pause(everyMs, undefined, { signal: stop.signal }).catch(() => {});
    }
  };
  const going = go().catch(error => {
    failure = error;
  });
  return {
    async relayed(fits) {
      const until = performance.now() + WAIT_MS;
      for (;;) {
        const found = done.find(fits);
        if (found) return found;
        if (failure) throw new Error('The relay of webhooks broke', { cause: failure });
        if (performance.now() > until) throw new Error('GitHub sent no such webhook');
        await pause(50);
      }
    },
    async stop() {
      stop.abort();
      await going;
    },
  };
}
