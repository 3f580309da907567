import { describe, expect, it, vi } from 'vitest';
import {
  createTokenThroughApp,
  installationTokens,
  type TokenGrant,
  type TokenRequest,
} from '../../shared/github/tokens.ts';
import { github, testClient } from './support.ts';

const HOUR = 3_600_000;
const request: TokenRequest = { installationId: 7, repositoryIds: [42], permissions: { contents: 'write' } };

function setup() {
  let now = 0;
  let made = 0;
  const createToken = vi.fn(
    async (_: TokenRequest): Promise<TokenGrant> => ({
      token: `ghs_${++made}`,
      expiresAt: new Date(now + HOUR),
    }),
  );
  const tokens = installationTokens(createToken, () => now);
  return { tokens, createToken, pass: (ms: number) => (now += ms) };
}

const answered = (status: number) =>
  Object.assign(new Error(), { status, response: { headers: {}, data: {} } });
const outage = () => Object.assign(new Error(), { status: 500 });

describe('installationTokens', () => {
  it('keeps a token and renews it five minutes before it ends', async () => {
    const { tokens, createToken, pass } = setup();
    const token = tokens.tokenFor(request);
    expect(await token()).toBe('ghs_1');
    pass(HOUR - 5 * 60_000 - 1);
    expect(await token()).toBe('ghs_1');
    pass(1);
    expect(await token()).toBe('ghs_2');
    expect(createToken).toHaveBeenCalledTimes(2);
  });

  it('asks once for many at the same time, also for a renewal', async () => {
    const { tokens, createToken, pass } = setup();
    const all = () => Promise.all([1, 2, 3].map(() => tokens.tokenFor({ ...request })()));
    expect(await all()).toEqual(['ghs_1', 'ghs_1', 'ghs_1']);
    pass(HOUR);
    expect(await all()).toEqual(['ghs_2', 'ghs_2', 'ghs_2']);
    expect(createToken).toHaveBeenCalledTimes(2);
  });

  it('replaces a token that was refused, once for all who hold it', async () => {
    const { tokens, createToken } = setup();
    const token = tokens.tokenFor(request);
    await token();
    expect(await Promise.all([token('ghs_1'), token('ghs_1')])).toEqual(['ghs_2', 'ghs_2']);
    expect(await token('ghs_1')).toBe('ghs_2');
    expect(createToken).toHaveBeenCalledTimes(2);
    createToken.mockRejectedValueOnce(outage());
    await expect(token('ghs_2')).rejects.toMatchObject({ code: 'unreachable' });
  });

  it.each([
    { installationId: 8 },
    { repositoryIds: [43] },
    { permissions: { contents: 'read' } as const },
    { permissions: { contents: 'write', checks: 'write' } as const },
  ])('never shares between different requests: %j', async other => {
    const { tokens } = setup();
    expect(await tokens.tokenFor(request)()).toBe('ghs_1');
    expect(await tokens.tokenFor({ ...request, ...other })()).toBe('ghs_2');
  });

  it('goes on with the old token while GitHub does not answer, until it ends', async () => {
    const { tokens, createToken, pass } = setup();
    const token = tokens.tokenFor(request);
    await token();
    pass(HOUR - 60_000);
    createToken.mockRejectedValueOnce(outage());
    expect(await token()).toBe('ghs_1');
    expect(await token()).toBe('ghs_2');
    pass(HOUR);
    createToken.mockRejectedValueOnce(outage());
    await expect(token()).rejects.toMatchObject({ code: 'unreachable' });
    expect(await token()).toBe('ghs_3');
  });

  it.each([
    [404, 'auth', 'not installed'],
    [403, 'denied', 'suspended'],
    [422, 'denied', 'does not grant'],
    [401, 'auth', 'refused'],
  ])('says what a %i means', async (status, code, words) => {
    const { tokens, createToken } = setup();
    createToken.mockRejectedValueOnce(answered(status));
    await expect(tokens.tokenFor(request)()).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    });
  });
});

it('makes a token by REST at the base URL of the App', async () => {
  const scope = github()
    .post('/api/v3/app/installations/7/access_tokens', {
      repository_ids: [42],
      permissions: { contents: 'write' },
    })
    .reply(201, { token: 'ghs_x', expires_at: '2026-11-20T10:00:00Z' });
  const grant = await createTokenThroughApp(async () => testClient())(request);
  expect(grant).toEqual({ token: 'ghs_x', expiresAt: new Date('2026-11-20T10:00:00Z') });
  scope.done();
});
