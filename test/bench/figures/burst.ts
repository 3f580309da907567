import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { stringify } from 'yaml';
import { WEBHOOK_PATH } from '../../../app/web/routes.ts';
import { startGitHub } from '../../github/index.ts';
import { environmentOn, type Memory, startApp } from '../app/start.ts';
import { quantile } from '../measure.ts';
import { type DatabaseKind, openBenchDatabase } from '../support/database.ts';
import { settles } from '../support/settles.ts';
import type { Figure, Measurement } from '../types.ts';
import type { Burst, BurstResult } from '../webhook/burst-sender.ts';
import { makePayloads } from '../webhook/payloads.ts';

const COUNT = 10_000;
const CONNECTIONS = 100;
const REPOSITORIES = 20;

/** What the last burst on that database took of memory. */
const grown: Partial<Record<DatabaseKind, number>> = {};

/**
 * The whole App, in a process of its own, while its inbox works as fast as the pacer lets it. Whatever was answered
 * with 2xx has to be stored.
 */
async function open(kind: DatabaseKind): Promise<Measurement> {
  await using opening = new AsyncDisposableStack();
  const github = opening.use(await startGitHub());
  const payloads = await makePayloads(github, REPOSITORIES);
  const sender = opening.adopt(fork(path.join(import.meta.dirname, '../webhook/burst-sender.ts')), child =>
    child.disconnect(),
  );
  await once(sender, 'message');
  const opened = opening.move();
  return {
    async ours() {
      await using database = await openBenchDatabase(kind);
      const environment = environmentOn(github, database);
      await writeFile(environment.configPath, stringify({ serve: { owners: ['acme'] } }));
      await using app = await startApp({ environment });
      const burst: Burst = {
        url: app.url + WEBHOOK_PATH,
        secret: environment.webhookSecret,
        ...{ count: COUNT, connections: CONNECTIONS, payloads },
      };
      // Some samples of it at rest.
      await pause(1_000);
      const before = await app.ask<Memory>({ ask: 'memory' });
      sender.send(burst);
      const [result] = (await once(sender, 'message')) as [BurstResult & { failed?: string }];
      if (result.failed) throw new Error(result.failed);
      const after = await app.ask<Memory>({ ask: 'memory' });
      grown[kind] = after.grown + Math.max(0, after.children - before.children);
      const missing = async () =>
        (await app.ask<{ missing: number }>({ ask: 'missing', ids: result.taken })).missing;
      await settles(missing, count => count === 0, 'every delivery that was answered with 2xx is stored');
      if (process.stderr.isTTY)
        console.error(`${result.taken.length} taken, ${result.refused} refused with 503`);
      return quantile(result.latencies, 0.99);
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const figures: Figure[] = (['pglite', 'postgres'] as const).flatMap(kind => [
  {
    name: `burst-${kind}`,
    about: `${COUNT} deliveries, every tenth twice, over ${CONNECTIONS} connections as fast as they are answered: all stored or refused with 503; p99 of the answers`,
    unit: 'ms',
    runs: 2,
    open: () => open(kind),
  },
  {
    name: `burst-${kind}-memory`,
    about: 'what the process has grown by in the last of those bursts, an embedded database included',
    unit: 'bytes',
    runs: 1,
    warmUp: false,
    open: async () => ({
      ours: async () => grown[kind] ?? Number.NaN,
      async [Symbol.asyncDispose]() {},
    }),
  },
]);
export default figures;
