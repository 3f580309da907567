import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { gitEnv } from './bare.ts';
import { installationToken, octokitWith } from './clients.ts';
import { type EmulatedGitHub, type GitHubOptions, startGitHub } from './index.ts';

export const AT = { owner: 'acme', repo: 'shop' };
export const SHOP = 'acme/shop';

/** A private repository `acme/shop` with a pull request of `alice`, who may write. */
export async function smallWorld(options: GitHubOptions = {}) {
  const github = await startGitHub(options);
  const files = { 'README.md': '# Shop\n', 'src/app.ts': 'one\ntwo\nthree\n' };
  const { id } = await github.createRepository({ owner: 'acme', name: 'shop', private: true, files });
  github.setPermission(SHOP, 'alice', 'write');
  await github.commit(SHOP, 'feature', { 'src/app.ts': 'one\n2\nthree\n' }, 'Change', 'alice');
  const pull = await github.openPullRequest({ repo: SHOP, head: 'feature', author: 'alice' });
  const octokit = octokitWith(github, await installationToken(github, 'acme'));
  return { github, id, pull, octokit };
}

export type World = Awaited<ReturnType<typeof smallWorld>>;

export interface Received {
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A receiver of webhooks, in the place of an App. */
export async function receiver() {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(202).end('thanks');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  const close = () => new Promise(resolve => server.close(resolve));
  return {
    url: `http://127.0.0.1:${address.port}/`,
    received,
    [Symbol.asyncDispose]: async () => void (await close()),
  };
}

/** Runs git as a client, with a token where one is given. Rejects with its stderr. */
export async function git(args: readonly string[], token?: string, cwd?: string): Promise<string> {
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  const header = {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  };
  const env = gitEnv({ GIT_TERMINAL_PROMPT: '0', ...(token === undefined ? {} : header) });
  const { stdout } = await promisify(execFile)('git', [...args], { env, cwd });
  return stdout.trim();
}

export const cloneUrl = (github: EmulatedGitHub, repo = SHOP) => `${github.url}/${repo}.git`;
