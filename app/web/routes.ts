import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Health } from '../health/health.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Serve } from './listen.ts';

/** The path that GitHub posts to. */
export const WEBHOOK_PATH = '/api/github/webhooks';

export interface Routes {
  health: Health;
  metrics: Metrics;
  /** Absent where this process takes no webhooks. */
  webhook?: ((request: IncomingMessage, response: ServerResponse) => unknown) | undefined;
}

/** What the server answers, by path: the webhook's, and what whoever runs it looks at. */
export function routes({ health, metrics, webhook }: Routes): Serve {
  const look: Record<string, () => Promise<{ status: number; type: string; body: string }>> = {
    '/healthz': async () => ({ status: 200, type: 'text/plain', body: 'ok\n' }),
    '/readyz': async () => {
      const state = await health.look();
      return {
        status: state.ready ? 200 : 503,
        type: 'application/json',
        body: `${JSON.stringify(state)}\n`,
      };
    },
    '/metrics': async () => ({ status: 200, type: metrics.contentType, body: await metrics.text() }),
  };
  return (request, response) => {
    const path = request.url?.split('?', 1)[0] ?? '';
    const answer = Object.hasOwn(look, path) ? look[path] : undefined;
    if (answer && (request.method === 'GET' || request.method === 'HEAD')) {
      void answer()
        .catch(() => ({ status: 500, type: 'text/plain', body: 'failed\n' }))
        .then(({ status, type, body }) => {
          response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
          response.end(request.method === 'HEAD' ? undefined : body);
        });
      return;
    }
    if (!webhook || path !== WEBHOOK_PATH) {
      response.writeHead(404).end();
      return;
    }
    const end = metrics.webhook();
    response.once('close', () => end(response.writableFinished ? response.statusCode : 0));
    void webhook(request, response);
  };
}
