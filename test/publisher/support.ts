import { readFileSync } from 'node:fs';
import nock from 'nock';
import { type Client, type ClientOptions, createClient } from '../../shared/github/client.ts';
import { createPacer } from '../../shared/github/pacer.ts';

/** The form that GitHub Enterprise Server has, so that nothing can quietly go to github.com. */
export const API = 'https://ghe.example/api/v3';
export const AT = { owner: 'acme', repo: 'app' } as const;
export const REPO = '/api/v3/repos/acme/app';

export function testClient(options: Partial<ClientOptions> = {}): Client {
  return createClient({
    baseUrl: API,
    token: async () => 'ghs_test',
    pacer: createPacer({ key: 'test' }),
    log: { debug() {}, info() {}, warn() {}, error() {} },
    ...options,
    send: { backoffMs: [1, 1, 1], ...options.send },
  });
}

export function github(): nock.Scope {
  return nock('https://ghe.example');
}

export interface Call {
  method: string;
  path: string;
  body: Record<string, unknown>;
}

/** Collects the requests that matched `scope`, in order. */
export function recorded(scope: nock.Scope): Call[] {
  const calls: Call[] = [];
  scope.on('request', (request: { method: string; path: string }, _: unknown, body: string) => {
    calls.push({ method: request.method, path: request.path, body: body === '' ? {} : JSON.parse(body) });
  });
  return calls;
}

/** A stored payload; the caller names the parts that it reads. */
export function fixture<T = Record<string, unknown>>(name: string): T {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8'));
}
