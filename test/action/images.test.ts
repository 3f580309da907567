import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ensureImages } from '../../action/images.ts';
import { PROXY_IMAGE } from '../../shared/egress/image.ts';
import { DEFAULT_IMAGE } from '../../shared/image/pins.ts';
import type { EmulatedGitHub } from '../github/index.ts';
import { lives } from '../support/processes.ts';
import { openPlace, startGitHub } from './support/place.ts';

vi.setConfig({ testTimeout: 180_000 });
const PUBLISHED = 'ghcr.io/acme/speckit-remote';
const env = { actionRepository: 'Acme/speckit-remote' };
const settings = { image: DEFAULT_IMAGE, network: { allow: ['example.org'] } };
let folder: string;
let said: string[];
const log = {
  info: (text: string) => void said.push(text),
  warn: (text: string) => void said.push(`! ${text}`),
};
const never = new AbortController().signal;

/** A `docker` on PATH that notes down what it is asked; `rules` are cases of a shell over its arguments. */
async function dockerThat(...rules: string[]): Promise<void> {
  const script = [
    '#!/bin/sh',
    `echo "$*" >> ${folder}/asked`,
    'case "$*" in',
    ...rules,
    'esac',
    'exit 0',
    '',
  ];
  const file = path.join(folder, 'docker');
  await writeFile(file, script.join('\n'));
  await chmod(file, 0o755);
}
const asked = async () =>
  (await readFile(path.join(folder, 'asked'), 'utf8').catch(() => '')).split('\n').slice(0, -1);

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'speckit-docker-'));
  said = [];
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

describe('the images of a run in Docker', () => {
  it('are fetched and named as the profile names them, where they are missing', async () => {
    await dockerThat('image*) exit 1;;');
    await ensureImages({ driver: 'docker', settings }, env, log, never);
    expect(await asked()).toEqual([
      `image inspect ${DEFAULT_IMAGE}`,
      `pull --quiet ${PUBLISHED}:v1`,
      `tag ${PUBLISHED}:v1 ${DEFAULT_IMAGE}`,
      `image inspect ${PROXY_IMAGE}`,
      `pull --quiet ${PUBLISHED}-proxy:v1`,
      `tag ${PUBLISHED}-proxy:v1 ${PROXY_IMAGE}`,
    ]);
    expect(said).toEqual([
      `Fetching the image ${PUBLISHED}:v1 …`,
      `Fetching the image ${PUBLISHED}-proxy:v1 …`,
    ]);
  });

  it.each([
    ['v1.2.3', 'v1.2.3'],
    ['a'.repeat(40), 'a'.repeat(40)],
    ['main', 'v1'],
  ])('are of the release that the workflow names: %s', async (actionRef, tag) => {
    await dockerThat('image*) exit 1;;');
    await ensureImages(
      { driver: 'docker', settings: { image: DEFAULT_IMAGE, network: 'none' } },
      { ...env, actionRef },
      log,
      never,
    );
    expect(await asked()).toContain(`pull --quiet ${PUBLISHED}:${tag}`);
  });

  it('are not fetched where they are there', async () => {
    await dockerThat();
    await ensureImages({ driver: 'docker', settings }, env, log, never);
    expect(await asked()).toEqual([`image inspect ${DEFAULT_IMAGE}`, `image inspect ${PROXY_IMAGE}`]);
    expect(said).toEqual([]);
  });

  it.each([
    [
      'an image of its own and no network',
      { driver: 'docker', settings: { image: 'debian:12', network: 'none' } },
      env,
    ],
    ['another driver', { driver: 'local', settings: {} }, env],
    ['an action of the workspace', { driver: 'docker', settings }, {}],
  ] as const)('are none of our business for %s', async (_name, profile, environment) => {
    await dockerThat();
    await ensureImages(profile, environment, log, never);
    expect(await asked()).toEqual([]);
  });

  it('that cannot be fetched are told, and the driver then says what is missing', async () => {
    await dockerThat('image*|pull*) exit 1;;');
    await ensureImages({ driver: 'docker', settings }, env, log, never);
    expect(said).toContain(`! The image ${PUBLISHED}:v1 could not be fetched.`);
    vi.stubEnv('PATH', folder);
    await rm(path.join(folder, 'docker'));
    await ensureImages({ driver: 'docker', settings }, env, log, never);
    expect(said.filter(line => line.startsWith('!'))).toHaveLength(4);
  });
});

describe('a pull that is under way', () => {
  let github: EmulatedGitHub;
  beforeAll(async () => {
    github = await startGitHub();
  });
  afterAll(() => github.close());

  it('ends with the job that is cancelled', async () => {
    await dockerThat('image*) exit 1;;', 'pull*) exec sleep 51977;;');
    const place = await openPlace(github, { config: {} });
    await using job = await place.job();
    const step = await job.start({
      ...(await place.comment('/speckit run -- true')),
      env: { PATH: process.env.PATH, GITHUB_ACTION_REPOSITORY: 'acme/speckit-remote' },
    });
    await step.prints('Fetching the image');
    await vi.waitFor(() => expect(lives('sleep', '51977')).toBe(true), { timeout: 120_000 });
    step.child.kill('SIGINT');
    const end = await step.end;
    expect(end).toMatchObject({ exitCode: 1, outputs: { status: 'cancelled', conclusion: 'neutral' } });
    await vi.waitFor(() => expect(lives('sleep', '51977')).toBe(false), { timeout: 120_000 });
    expect(place.said()).toEqual([expect.stringContaining('was cancelled')]);
  });
});
