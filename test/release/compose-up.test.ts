import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { WEBHOOK_PATH } from '../../app/web/routes.ts';
import { DEFAULT_IMAGE } from '../../shared/image/pins.ts';
import { type EmulatedGitHub, startGitHub } from '../github/index.ts';
import { composeMissing, type Project, postgresImage, reachable, startProject } from '../support/compose.ts';
import { imageMissing } from '../support/needs.ts';
import { until } from '../support/until.ts';

const WAIT = { timeout: 120_000, interval: 250 };
const COMPOSE = 'docker compose --project-directory . -f app/compose.yml';
const SECRET = 'it is a secret to everybody';
const REPO = 'acme/shop';

const docker = async (...args: string[]) => (await promisify(execFile)('docker', args)).stdout.trim();
const text = (file: string) => readFile(path.join(import.meta.dirname, '../..', file), 'utf8');

const skip = composeMissing() || imageMissing();
const title = `the set-up of app/compose.yml runs by the README's command, and one of its two workers may die${skip ? ` (${skip})` : ''}`;

test.skipIf(skip)(title, { timeout: 600_000 }, async () => {
  await using things = new AsyncDisposableStack();
  const github = things.use(await startGitHub({ webhookSecret: SECRET }));
  await github.createRepository({ owner: 'acme', name: 'shop', files: { 'README.md': '# Shop\n' } });
  github.addUser('alice');
  github.setPermission(REPO, 'alice', 'write');
  const project = await startSetUp(things, github);
  /** Waits for `check` to pass; what its processes have logged tells why it did not. */
  const eventually = <T>(check: () => Promise<T>) =>
    until(check, WAIT).catch(async cause => {
      throw new Error(await project.compose(`${COMPOSE} logs --no-color`), { cause });
    });
  const containersOf = async (service: string) =>
    (await project.compose(`${COMPOSE} ps -q ${service}`)).trim().split('\n');

  const [up = ''] = /^docker compose .* up .*$/m.exec(await text('README.md')) ?? [];
  expect(up).toContain(COMPOSE);
  await project.compose(up);
  const url = `http://${(await project.compose(`${COMPOSE} port web 3000`)).trim()}`;
  await eventually(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200));
  expect(await containersOf('worker')).toHaveLength(2);
  const [database = ''] = await containersOf('postgres');
  const sql = (statement: string) =>
    docker('exec', database, 'psql', '-U', 'speckit', '-d', 'speckit', '-Atc', statement);

  github.setWebhookUrl(`${url}${WEBHOOK_PATH}`);
  await github.commit(REPO, 'feature', { 'a.txt': 'a\n' }, 'Start', 'alice');
  const { number: pr, headSha } = await github.openPullRequest({
    repo: REPO,
    head: 'feature',
    author: 'alice',
  });
  const command = 'echo before; until [ -e /tmp/go ]; do sleep 0.1; done; echo after; echo once >>made.txt';
  await github.comment({ repo: REPO, pr, user: 'alice', body: `/speckit run -- ${command}` });
  const [run = '', worker = '', sandbox = ''] = await eventually(async () => {
    const found = await sql('SELECT id, worker, sandbox_id FROM speckit.runs WHERE executing_at IS NOT NULL');
    expect(found).not.toBe('');
    return found.split('|');
  });
  things.defer(() => removeSandboxes(run));

  // A container's name among the others is its host name.
  await docker('kill', worker.split('-', 1)[0] ?? '');
  await docker('exec', sandbox, 'touch', '/tmp/go');
  await eventually(async () => {
    const how = await sql('SELECT state, conclusion, attempt FROM speckit.runs');
    expect(how).toBe('ended|success|2');
  });
  const commit = await github.commitOf(REPO, 'feature');
  expect(commit.parents).toEqual([headSha]);
  expect((await github.readFile(REPO, 'feature', 'made.txt'))?.toString()).toBe('once\n');
  expect(github.comments(REPO, pr).filter(({ user }) => user === github.app.botLogin)).toHaveLength(1);
  for (const sha of [headSha, commit.sha]) {
    const checks = github.checkRuns(REPO, sha);
    expect(checks.map(({ status, conclusion }) => [status, conclusion])).toEqual([['completed', 'success']]);
    expect(checks[0]?.text).toMatch(/before\s+after/);
  }
  expect(await sandboxes(run)).toEqual([]);

  const [web = ''] = await containersOf('web');
  await project.compose(`${COMPOSE} stop`);
  expect(await docker('inspect', '--format', '{{.State.ExitCode}}', web)).toBe('0');
});

/** The folder of the set-up, with what DEPLOYMENT.md says has to be there. */
async function startSetUp(things: AsyncDisposableStack, github: EmulatedGitHub): Promise<Project> {
  const postgres = await postgresImage();
  const { url } = things.use(await reachable(Number(new URL(github.url).port)));
  const project = things.use(await startProject());
  const variables = {
    APP_ID: github.app.id,
    PRIVATE_KEY: Buffer.from(github.app.privateKey).toString('base64'),
    WEBHOOK_SECRET: SECRET,
    POSTGRES_PASSWORD: 'a-password',
    DOCKER_GID: (await stat('/var/run/docker.sock')).gid,
    GITHUB_API_URL: github.apiUrl.replace(github.url, url),
    GITHUB_GRAPHQL_URL: github.graphqlUrl.replace(github.url, url),
    GITHUB_SERVER_URL: url,
    // Images that are made here, since none can be pulled everywhere; and whatever port is free.
    BASE: DEFAULT_IMAGE,
    POSTGRES_IMAGE: postgres,
    WEB_PORT: 0,
  };
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(path.join(project.folder, '.env'), lines.join(''), { mode: 0o600 });
  const config = { serve: { owners: ['acme'] }, profiles: { default: { driver: 'docker' } } };
  await writeFile(path.join(project.folder, 'speckit-remote.yml'), stringify(config));
  return project;
}

async function sandboxes(run: string): Promise<string[]> {
  const ids = await docker('ps', '--all', '--quiet', '--filter', `label=speckit-remote.sandbox.run=${run}`);
  return ids.split('\n').filter(Boolean);
}

/** What a test that failed has left. */
async function removeSandboxes(run: string): Promise<void> {
  for (const id of await sandboxes(run)) await docker('rm', '--force', id);
}
