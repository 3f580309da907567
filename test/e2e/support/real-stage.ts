import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Octokit } from '@octokit/rest';
import { vi } from 'vitest';
import { stringify } from 'yaml';
import { readEnvironment } from '../../../app/environment.ts';
import { createLog } from '../../../app/log.ts';
import { startServer, WEBHOOK_PATH } from '../../../app/server.ts';
import { probotFor } from '../../github/clients.ts';
import type { Person } from './conflict-place.ts';
import { type Relay, type Relayed, startRelay } from './delivery-relay.ts';
import { type Gate, openGate } from './gate.ts';
import type { TestGitHub } from './test-github.ts';

/** The App on a real GitHub, and the people there. */
export interface RealStage extends AsyncDisposable {
  readonly github: TestGitHub;
  readonly botLogin: string;
  /** A person's own client. */
  person(who: Person): Octokit;
  gate(): Gate;
  /** Waits until the App has dealt with the webhook that fits; gives what became of it. */
  handled(fits: (delivery: Relayed) => boolean): Promise<string>;
}

const WAIT_MS = 240_000;

/** Starts the App in this process for one repository; its webhooks come by {@link startRelay}. */
export async function openRealStage(github: TestGitHub, config: object): Promise<RealStage> {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(tmpdir(), 'speckit-real-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const { owner, repo, endpoints, tokens } = github;
  const configPath = path.join(folder, 'speckit-remote.yml');
  await writeFile(configPath, stringify({ ...config, serve: { repositories: [`${owner}/${repo}`] } }));
  const secret = randomUUID();
  const environment = {
    ...readEnvironment({
      APP_ID: github.appId,
      PRIVATE_KEY: github.privateKey,
      WEBHOOK_SECRET: secret,
      DATA_DIR: path.join(folder, 'data'),
      SPECKIT_CONFIG: configPath,
      GITHUB_API_URL: endpoints.api,
      GITHUB_GRAPHQL_URL: endpoints.graphql,
      GITHUB_SERVER_URL: endpoints.server,
    }),
    host: '127.0.0.1',
    port: 0,
  };
  const outcomes = new Map<string, string>();
  const log = createLog({
    level: 'debug',
    secrets: [environment.privateKey, secret, ...Object.values(tokens)],
    write(line) {
      const entry = JSON.parse(line) as { msg?: string; delivery?: string; outcome?: string };
      if (entry.msg === 'delivery handled' && entry.delivery)
        outcomes.set(entry.delivery, entry.outcome ?? '');
    },
  });
  const server = await startServer({ variables: {}, environment, log });
  opened.defer(() => server.close());

  const identity = { id: Number(github.appId), privateKey: environment.privateKey, webhookSecret: secret };
  const app = await probotFor({ app: identity, apiUrl: endpoints.api }).auth();
  const { data: self } = await app.request('GET /app');
  const clients = new Map<Person, Octokit>();
  const person = (who: Person) => {
    const auth = tokens[who] ?? (who === 'ben' ? tokens.alice : undefined);
    if (auth === undefined) throw new Error(`${who} has no token`);
    const client = clients.get(who) ?? new Octokit({ baseUrl: endpoints.api, auth });
    clients.set(who, client);
    return client;
  };
  const { data: repository } = await person('alice').rest.repos.get({ owner, repo });
  const relay: Relay = await startRelay({
    app,
    repositoryId: repository.id,
    target: { url: `${server.url}${WEBHOOK_PATH}`, secret },
    everyMs: new URL(endpoints.api).hostname === '127.0.0.1' ? 100 : 1500,
  });
  opened.defer(() => relay.stop());
  const open = opened.move();
  return {
    github,
    botLogin: `${self?.slug}[bot]`,
    person,
    gate: () => openGate(folder),
    async handled(fits) {
      const { guid } = await relay.relayed(fits);
      return vi.waitFor(
        () => {
          const outcome = outcomes.get(guid);
          if (outcome === undefined) throw new Error(`The delivery ${guid} was not handled`);
          return outcome;
        },
        { timeout: WAIT_MS, interval: 50 },
      );
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}
