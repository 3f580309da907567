import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { CREDENTIALS, INPUTS, readInputs } from '../../action/inputs.ts';
import { credentialNames } from '../../shared/drivers/open.ts';

const root = path.join(import.meta.dirname, '..', '..');
const action = parse(readFileSync(path.join(root, 'action.yml'), 'utf8')) as {
  runs: Record<string, string>;
  inputs: object;
  outputs: object;
};

afterEach(() => vi.unstubAllEnvs());

const read = async (inputs: Record<string, string>) => {
  const all = Object.entries({ 'github-token': 'ghs_secret', ...inputs });
  const env = Object.fromEntries(all.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  return readInputs(env);
};

describe('action.yml', () => {
  it('has the inputs that are read, no others', () => {
    expect(Object.keys(action.inputs).sort()).toEqual([...INPUTS].sort());
  });

  it('has an input for the credential of every driver', async () => {
    expect(CREDENTIALS).toEqual(expect.arrayContaining(await credentialNames()));
  });

  it('runs the bundle on Node 24, with a post step', () => {
    expect(action.runs).toEqual({
      using: 'node24',
      main: 'action/dist/main.js',
      post: 'action/dist/post.js',
    });
  });
});

describe('inputs', () => {
  it('are few when nothing is said', async () => {
    expect(await read({})).toEqual({ token: 'ghs_secret', publishCheck: true, credentials: {} });
  });

  it('are checked and converted', async () => {
    const said = {
      timeout: '45m',
      'working-directory': './packages/web/',
      commit: 'Artifact',
      'publish-check': 'false',
    };
    expect(await read({ ...said, 'openai-api-key': 'sk-1' })).toMatchObject({
      timeoutMs: 45 * 60_000,
      directory: 'packages/web',
      commit: 'artifact',
      publishCheck: false,
      credentials: { OPENAI_API_KEY: 'sk-1' },
    });
  });

  it.each([
    ['an unknown one', { comit: 'true' }, 'usage', 'There is no input `comit`. Did you mean `commit`?'],
    ['an unknown value', { commit: 'yes' }, 'usage', 'The input `commit` is `yes`.'],
    ['a missing token', { 'github-token': '' }, 'auth', 'The input `github-token` is empty.'],
    [
      'a path that leads out',
      { 'working-directory': '../x' },
      'usage',
      'The input `working-directory` is `../x`.',
    ],
    ['a wrong duration', { timeout: 'soon' }, 'usage', '`timeout`'],
  ])('%s is refused', async (_name, inputs, code, message) => {
    await expect(read(inputs)).rejects.toThrowError(
      expect.objectContaining({ code, message: expect.stringContaining(message), hint: expect.any(String) }),
    );
  });
});
