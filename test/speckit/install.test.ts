import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ensureSpecify, specifyForTests } from '../support/specify.ts';

const { skip } = await specifyForTests();

describe('installing Spec Kit', () => {
  let cache = '';
  beforeEach(async () => {
    cache = await mkdtemp(path.join(tmpdir(), 'speckit-cache-'));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(cache, { recursive: true, force: true });
  });

  it('says that Python is missing', async () => {
    vi.stubEnv('PATH', cache);
    await expect(ensureSpecify(cache)).rejects.toMatchObject({
      code: 'missing',
      message: expect.stringContaining('Python 3.11'),
    });
  });

  it.skipIf(skip)('says that PyPI does not answer, and leaves nothing behind', async () => {
    vi.stubEnv('PIP_INDEX_URL', 'http://127.0.0.1:9/simple');
    vi.stubEnv('PIP_RETRIES', '0');
    await expect(ensureSpecify(cache)).rejects.toMatchObject({
      code: 'missing',
      message: expect.stringContaining('PyPI'),
    });
    expect(await readdir(cache)).toEqual([]);
  });
});
