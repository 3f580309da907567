import { generateKeyPairSync } from 'node:crypto';
import { startEmulate } from './emulate.ts';
import type { AppIdentity, Call, Hub } from './hub.ts';
import type { GitHubOptions } from './index.ts';
import type { Answer, Json } from './refusal.ts';
import { Webhooks } from './webhooks.ts';

export const APP_PERMISSIONS = {
  metadata: 'read',
  contents: 'write',
  pull_requests: 'write',
  checks: 'write',
  issues: 'write',
};

export const APP_EVENTS = [
  'issue_comment',
  'issues',
  'pull_request',
  'pull_request_review_comment',
  'pull_request_review_thread',
];

// Cannot be guessed through the API: a client that knew it would own everything.
const OWNER_TOKEN = crypto.randomUUID();

export async function createHub(url: string, options: GitHubOptions): Promise<Hub> {
  const slug = options.slug ?? 'speckit-remote';
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const app: AppIdentity = {
    id: options.appId ?? 4711,
    privateKey: String(key.export({ type: 'pkcs1', format: 'pem' })),
    webhookSecret: options.webhookSecret ?? 'It is a secret to everybody',
    slug,
    botLogin: `${slug}[bot]`,
  };
  const permissions = { ...APP_PERMISSIONS, ...options.permissions };
  const events = options.events ?? APP_EVENTS;
  const seed = { app_id: app.id, slug, name: slug, private_key: app.privateKey, permissions, events };
  const emulate = await startEmulate(url, seed);
  const apiUrl = `${url}/api/v3`;
  const { tables } = emulate;
  const map = (text: string) => mapLinks(text, url, apiUrl);
  const ask: Hub['ask'] = call => passOn(emulate.fetch, url, map, call);
  return {
    ...{ url, apiUrl, app, events: new Set(events), emulate, tables, ask, map },
    webhooks: new Webhooks(app.webhookSecret, options.webhookUrl),
    ...{ repositories: new Map(), commits: new Map(), comments: new Map(), actions: new Map() },
    ...{
      rerequested: new Set(),
      protectedRefs: new Map(),
      activity: new Map(),
      issued: [],
      threads: new Map(),
    },
    askAsOwner: async (method, path, body = {}) => {
      const authorization = `token ${ownerToken(emulate.tokens, path)}`;
      const answer = await ask({ method, path, body, authorization });
      if (answer.status < 400) return answer;
      throw new Error(
        `emulate answered ${answer.status} to ${method} ${path}: ${JSON.stringify(answer.body)}`,
      );
    },
  };
}

const CALLS_PER_TOKEN = 4000;
let calls = 0;

// A private repository shows itself to its owner only, and emulate gives each token 5000 calls an hour.
function ownerToken(tokens: Hub['emulate']['tokens'], path: string): string {
  const login = /^\/repos\/([^/]+)/.exec(path)?.[1] ?? 'admin';
  const token = `${OWNER_TOKEN}:${login}:${Math.floor(calls++ / CALLS_PER_TOKEN)}`;
  if (!tokens.has(token)) tokens.set(token, { login, id: 0, scopes: ['repo'] });
  return token;
}

// emulate serves its API and its pages under one root; ours are apart, as on a GitHub Enterprise Server.
const API_LINK = /^(repos|users|orgs|app|installation|repositories)\//;

function mapLinks(text: string, url: string, apiUrl: string): string {
  return text.replaceAll(`${url}/`, (found, at: number) => {
    const start = at + found.length;
    return API_LINK.test(text.slice(start, start + 20)) ? `${apiUrl}/` : found;
  });
}

async function passOn(
  fetch: Hub['emulate']['fetch'],
  url: string,
  map: (text: string) => string,
  call: Pick<Call, 'method' | 'path' | 'authorization'> & Partial<Call>,
): Promise<Answer> {
  const { method, path, authorization, query, body } = call;
  const writes = method !== 'GET' && method !== 'HEAD';
  const request = new Request(`${url}${path}${query?.size ? `?${query}` : ''}`, {
    method,
    headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
    ...(writes ? { body: JSON.stringify(body ?? {}) } : {}),
  });
  const response = await fetch(request);
  const text = await response.text();
  const next = response.headers.get('link');
  const headers: Record<string, string> = next ? { link: map(next) } : {};
  if (text === '') return { status: response.status, headers };
  return { status: response.status, headers, body: JSON.parse(map(text)) as Json };
}
