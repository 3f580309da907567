import type { Probot } from 'probot';
import { toGitHubError } from '../../shared/github/github-error.ts';

/** One try of GitHub's to deliver a webhook. */
export interface Attempt {
  id: number;
  /** `X-GitHub-Delivery`, the same for every try. */
  guid: string;
  event: string;
  at: Date;
  /** Whether the receiver took it. */
  taken: boolean;
}

/** The App's webhook as GitHub remembers it. */
export interface Hook {
  /** Tries from the newest back, page by page. Rejects with a SpeckitError. */
  attempts(): AsyncGenerator<Attempt[]>;
  /** Has a delivery sent again. Rejects with a SpeckitError. */
  sendAgain(id: number): Promise<void>;
}

/** The webhook of the App that `probot` is. */
export function createHook(probot: Pick<Probot, 'auth'>): Hook {
  return {
    async *attempts() {
      let cursor: string | undefined;
      do {
        const page = await listPage(probot, cursor);
        yield page.attempts;
        cursor = page.next;
      } while (cursor !== undefined);
    },
    async sendAgain(delivery_id) {
      try {
        await (await probot.auth()).rest.apps.redeliverWebhookDelivery({ delivery_id });
      } catch (error) {
        throw toGitHubError(error, 'send a missed delivery again');
      }
    },
  };
}

async function listPage(probot: Pick<Probot, 'auth'>, cursor: string | undefined) {
  try {
    const { data, headers } = await (await probot.auth()).rest.apps.listWebhookDeliveries({
      per_page: 100,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const attempts = data.map(one => ({
      id: one.id,
      guid: one.guid,
      event: one.event,
      at: new Date(one.delivered_at),
      taken: one.status_code >= 200 && one.status_code < 300,
    }));
    return { attempts, next: nextCursor(headers.link) };
  } catch (error) {
    throw toGitHubError(error, "list the deliveries of the App's webhook");
  }
}

/** The `cursor` of a Link header's `rel="next"`. */
function nextCursor(link: string | undefined): string | undefined {
  const next = /<([^>]+)>\s*;\s*rel="next"/.exec(link ?? '')?.[1];
  return next === undefined ? undefined : (new URL(next).searchParams.get('cursor') ?? undefined);
}
