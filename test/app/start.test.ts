import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';

const ROOT = path.join(import.meta.dirname, '../..');
const PEM = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const APP = { APP_ID: '7', PRIVATE_KEY: PEM, WEBHOOK_SECRET: 'sesame' };

vi.setConfig({ testTimeout: 60_000 });

/** `node app/main.ts` in an empty folder, with nothing but these variables. */
async function start(env: Record<string, string>, cwd?: string) {
  const folder = cwd ?? (await mkdtemp(path.join(tmpdir(), 'speckit-start-')));
  const child = spawn(process.execPath, [path.join(ROOT, 'app/main.ts')], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said += String(chunk)));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  return { child, ended, said: () => said };
}

async function listenSomewhere(): Promise<{ port: number; server: Server }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, server };
}

async function freePort(): Promise<string> {
  const { port, server } = await listenSomewhere();
  server.close();
  await once(server, 'close');
  return String(port);
}

it('ends when the port is taken, and says which', async () => {
  const { port, server } = await listenSomewhere();
  onTestFinished(() => void server.close());
  const process = await start({ ...APP, HOST: '127.0.0.1', PORT: String(port) });
  expect(await process.ended).toBe(1);
  expect(process.said()).toContain(`cannot listen on 127.0.0.1:${port}`);
});

it('ends when an address of GitHub is none', async () => {
  const process = await start({ ...APP, GITHUB_API_URL: 'ghe.example' });
  expect(await process.ended).toBe(1);
  expect(process.said()).toContain('GITHUB_API_URL');
});

it('names what is missing in production, where no page is served', async () => {
  const process = await start({ NODE_ENV: 'production' });
  expect(await process.ended).toBe(1);
  expect(process.said()).toMatch(/The environment variable \w+ is missing/);
});

it('reads what the registration page wrote, and says that it works for nobody yet', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'speckit-start-'));
  // The page escapes newlines, as Probot does.
  const lines = { ...APP, PRIVATE_KEY: `"${PEM.replaceAll('\n', '\\n')}"` };
  await writeFile(
    path.join(folder, '.env'),
    Object.entries(lines)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
  );
  const port = await freePort();
  const process = await start({ HOST: '127.0.0.1', PORT: port }, folder);
  await vi.waitFor(() => expect(process.said()).toContain('works for nobody'), { timeout: 40_000 });
  const headers = { 'content-type': 'application/json' };
  const url = `http://127.0.0.1:${port}/api/github/webhooks`;
  const answer = await fetch(url, { method: 'POST', headers, body: '{}' });
  expect(answer.status).toBe(400);
  process.child.kill('SIGTERM');
  expect(await process.ended).toBe(0);
});

it('serves a page with a whole manifest while no App is configured', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'speckit-start-'));
  await copyFile(path.join(ROOT, 'app.yml'), path.join(folder, 'app.yml'));
  const port = await freePort();
  const env = { HOST: '127.0.0.1', PORT: port, PUBLIC_URL: 'https://speckit.example.com/' };
  const process = await start(env, folder);
  await vi.waitFor(() => expect(process.said()).toContain('Listening'), { timeout: 40_000 });
  const page = await (await fetch(`http://127.0.0.1:${port}/probot`)).text();
  // In single quotes on the page, where an apostrophe would end it.
  const manifest = JSON.parse(/id="manifest" value='([^']*)'/.exec(page)?.[1] ?? '{}');
  expect(manifest.hook_attributes).toEqual({ url: 'https://speckit.example.com/api/github/webhooks' });
  expect(manifest.default_permissions).toMatchObject({ contents: 'write', checks: 'write' });
  expect(process.said()).toContain('configured yet');
});
