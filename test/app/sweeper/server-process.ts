import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { type EmulatedGitHub, startGitHub } from '../../github/index.ts';

const MAIN = path.join(import.meta.dirname, '../../../app/main.ts');

/** An emulated GitHub in this process, and the App on it in one of its own, which can be killed. */
export interface ServerProcess extends AsyncDisposable {
  github: EmulatedGitHub;
  dataDir: string;
  /** Folder for the test's own files. */
  folder: string;
  logged(): string;
  /** Resolves once it takes webhooks. */
  start(): Promise<void>;
  /** SIGKILL: no line of its code runs any more. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code once it has ended. */
  terminate(): Promise<number | null>;
}

/** @param config contents of `speckit-remote.yml` */
export async function serverProcess(config: object): Promise<ServerProcess> {
  const folder = await mkdtemp(path.join(tmpdir(), 'speckit-process-'));
  const dataDir = path.join(folder, 'data');
  const configPath = path.join(folder, 'speckit-remote.yml');
  await writeFile(configPath, stringify(config));
  const github = await startGitHub({ webhookSecret: 'it is a secret to everybody' });
  const { app } = github;
  let child: ChildProcess | undefined;
  let log = '';

  const kill = async (): Promise<void> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  return {
    github,
    dataDir,
    folder,
    logged: () => log,
    kill,
    async terminate() {
      if (!child) return null;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = await gone;
      return code as number | null;
    },
    async start() {
      const port = await freePort();
      child = spawn(process.execPath, [MAIN], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          LOG_LEVEL: 'debug',
          HOST: '127.0.0.1',
          PORT: String(port),
          APP_ID: String(app.id),
          PRIVATE_KEY: app.privateKey,
          WEBHOOK_SECRET: app.webhookSecret,
          DATA_DIR: dataDir,
          SPECKIT_CONFIG: configPath,
          GITHUB_API_URL: github.apiUrl,
          GITHUB_GRAPHQL_URL: github.graphqlUrl,
          GITHUB_SERVER_URL: github.url,
        },
      });
      const up = new Promise<void>((resolve, reject) => {
        const hear = (chunk: Buffer) => {
          log += chunk.toString();
          if (log.slice(from).includes('speckit-remote is up')) resolve();
        };
        const from = log.length;
        child?.stdout?.on('data', hear);
        child?.stderr?.on('data', hear);
        child?.once('exit', code => reject(new Error(`the server ended with ${code}: ${log}`)));
      });
      await up;
      github.setWebhookUrl(`http://127.0.0.1:${port}/api/github/webhooks`);
    },
    async [Symbol.asyncDispose]() {
      await kill();
      await github.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address === 'object' && address) return address.port;
  throw new Error('no port');
}
