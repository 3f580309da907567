import { writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import type { Timing } from '../../../app/context.ts';
import type { Role } from '../../../app/roles/roles.ts';
import { WEBHOOK_PATH } from '../../../app/web/routes.ts';
import { type EmulatedGitHub, startGitHub } from '../../github/index.ts';
import { type AppProcess, environmentOn, startApp } from '../app/start.ts';
import { type DatabaseKind, openBenchDatabase } from './database.ts';

/** A pull request of the crowd. */
export interface Place {
  repo: string;
  pr: number;
}

export interface CrowdOptions {
  kind: DatabaseKind;
  /** Owners with a repository and a pull request each: an installation's limits are its own. */
  owners: number;
  concurrency: number;
  timing?: Timing;
}

/** An emulated GitHub with many pull requests, and processes of the App, each started as it is needed. */
export interface Crowd extends AsyncDisposable {
  github: EmulatedGitHub;
  places: readonly Place[];
  /** Starts a process; one that takes webhooks gets them from now on. */
  start(roles?: readonly Role[]): Promise<AppProcess>;
}

export async function openCrowd({ kind, owners, concurrency, timing }: CrowdOptions): Promise<Crowd> {
  await using opening = new AsyncDisposableStack();
  const database = opening.use(await openBenchDatabase(kind));
  const github = opening.use(await startGitHub());
  const names = Array.from({ length: owners }, (_, index) => `acme-${index}`);
  const environment = environmentOn(github, database);
  await writeFile(
    environment.configPath,
    stringify({
      serve: { owners: names },
      concurrency,
      allow: { drivers: ['local'] },
      profiles: { default: { driver: 'local' } },
    }),
  );
  github.addUser('alice');
  const places: Place[] = [];
  for (const owner of names) {
    const repo = `${owner}/shop`;
    await github.createRepository({ owner, name: 'shop', files: { 'README.md': '# Shop\n' } });
    github.setPermission(repo, 'alice', 'write');
    await github.commit(repo, 'feature', { 'a.txt': 'a\n' }, 'Start');
    const { number: pr } = await github.openPullRequest({ repo, head: 'feature', author: 'alice' });
    places.push({ repo, pr });
  }
  const opened = opening.move();
  return {
    github,
    places,
    async start(roles) {
      const app = opened.use(
        await startApp({
          environment: { ...environment, ...(roles ? { roles } : {}) },
          ...(timing ? { timing } : {}),
        }),
      );
      if (!roles || roles.includes('web')) github.setWebhookUrl(`${app.url}${WEBHOOK_PATH}`);
      return app;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

export interface Counts {
  ended: number;
  succeeded: number;
  all: number;
}

/** How far all runs are. */
export async function countRuns(app: AppProcess): Promise<Counts> {
  const [counts] = await app.ask<Counts[]>({
    ask: 'sql',
    text: `SELECT count(*)::int AS all, count(*) FILTER (WHERE state = 'ended')::int AS ended,
      count(*) FILTER (WHERE conclusion = 'success')::int AS succeeded FROM speckit.runs`,
  });
  return counts ?? { all: 0, ended: 0, succeeded: 0 };
}
