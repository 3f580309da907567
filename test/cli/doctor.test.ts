import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Finding } from '../../app/cli/findings.ts';
import { dockerMissing } from '../support/needs.ts';
import { startWorld, type World } from '../support/world.ts';
import { makePlace, type Place } from './support/place.ts';

vi.setConfig({ testTimeout: 120_000 });

const withoutDocker = dockerMissing();

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => place[Symbol.asyncDispose]());

/** Findings by name, as `state: text`. */
async function doctor(env: Record<string, string> = {}): Promise<Record<string, Finding>> {
  const { findings } = (await place.inside('doctor', { env })) as { findings: Finding[] };
  return Object.fromEntries(findings.map(finding => [finding.name, finding]));
}

const NO_ENGINE = { DOCKER_HOST: 'unix:///nonexistent.sock' };
const state = (name: string) => expect.objectContaining({ state: name });

describe('on a machine without Docker and without an App', () => {
  it('says what is there, what fails, and what to do', async () => {
    const found = await place.call(['doctor'], { env: NO_ENGINE });
    expect(found.exitCode).toBe(1);
    expect(found.stdout).toMatch(/✓ Node +\d+\.\d+/);
    expect(found.stdout).toMatch(/✓ git +2\.\d+/);
    expect(found.stdout).toMatch(/✗ Docker +The Docker engine could not answer.*\n +Start Docker/);
    expect(found.stdout).toMatch(/- image +not looked at without Docker/);
    expect(found.stdout).toMatch(/- GitHub App +none is configured here/);
  });

  it('needs no Docker where runs go elsewhere', async () => {
    await place.inside('profile use local');
    const found = await place.call(['doctor', '--json'], { env: { ...NO_ENGINE, PATH: '/usr/bin:/bin' } });
    const findings = (JSON.parse(found.stdout) as { findings: Finding[] }).findings;
    expect(findings.find(({ name }) => name === 'Docker')).toMatchObject({ state: 'warning' });
    expect(findings.find(({ name }) => name === 'image')).toMatchObject({ state: 'skipped' });
    expect(findings.find(({ name }) => name === 'specify')).toMatchObject({
      state: 'failed',
      hint: expect.stringContaining('pipx install specify-cli=='),
    });
    expect(found.exitCode).toBe(1);
  });

  it('says what is wrong with the profile', async () => {
    await place.writeProjectFile('profile: ghost\n');
    const found = await place.call(['doctor', '--json'], { env: NO_ENGINE });
    const findings = (JSON.parse(found.stdout) as { findings: Finding[] }).findings;
    expect(findings.find(({ name }) => name === 'profile')).toMatchObject({
      state: 'failed',
      text: expect.stringContaining('no profile `ghost`'),
    });
  });
});

describe.skipIf(withoutDocker)('with Docker', () => {
  it('says that an image is not there, and how to make it', async () => {
    await place.inside('profile add mine --setting image=speckit-remote-nothing:1 --use');
    const found = await doctor();
    expect(found).toMatchObject({ Docker: state('ok'), 'specify inside': state('skipped') });
    expect(found.image).toMatchObject({
      state: 'failed',
      text: 'speckit-remote-nothing:1 is not there.',
      hint: expect.stringContaining('speckit-remote image'),
    });
  });
});

describe('in the folder of a server', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({
      config: {
        serve: { owners: ['acme'] },
        profiles: { big: { docker: { image: 'speckit-remote-nothing:2' } } },
      },
    });
  });
  afterAll(() => world.close());
  // Starts no containers, which others test.
  beforeEach(() => place.inside('profile use local'));

  /** What the server was started with, as its `.env` has it. */
  const settings = (): Record<string, string> => ({
    APP_ID: String(world.github.app.id),
    PRIVATE_KEY: Buffer.from(world.github.app.privateKey).toString('base64'),
    WEBHOOK_SECRET: world.github.app.webhookSecret,
    DATA_DIR: path.join(world.folder, 'data'),
    SPECKIT_CONFIG: path.join(world.folder, 'speckit-remote.yml'),
    GITHUB_API_URL: world.github.apiUrl,
  });
  const ofServer = async (changed: Record<string, string> = {}) => {
    const lines = Object.entries({ ...settings(), ...changed }).map(([name, value]) => `${name}="${value}"`);
    await writeFile(path.join(place.project, '.env'), lines.join('\n'));
    return doctor();
  };

  it('finds everything in order, from its .env', async () => {
    world.github.install('acme');
    const found = await ofServer();
    expect(found).toMatchObject({
      environment: { state: 'ok', text: `App ${world.github.app.id}` },
      configuration: { state: 'ok', text: expect.stringContaining('serves acme') },
      database: { state: 'ok', text: expect.stringContaining('in use') },
      'App key': { state: 'ok', text: 'GitHub knows it as speckit-remote' },
      permissions: state('ok'),
      events: state('ok'),
      installations: { state: 'ok', text: '1, all with the permissions they need' },
      webhook: { state: 'ok', text: expect.stringMatching(/api\/github\/webhooks answers/) },
    });
    expect(found).not.toHaveProperty('GitHub App');
    if (!withoutDocker)
      expect(found['profile image']).toMatchObject({ text: 'speckit-remote-nothing:2 is not there.' });
  });

  it('says where it is not installed, and what an installation does not grant', async () => {
    world.github.uninstall('acme');
    expect((await ofServer()).installations).toMatchObject({
      state: 'warning',
      text: 'the App is installed nowhere',
    });
    world.github.install('acme', { permissions: { contents: 'read', issues: 'write' } });
    expect((await ofServer()).installations).toMatchObject({
      state: 'warning',
      text: 'acme grants no contents: write, pull_requests: write, checks: write',
    });
  });

  it('says that the secret is another', async () => {
    expect(await ofServer({ WEBHOOK_SECRET: 'another' })).toMatchObject({
      webhook: { state: 'failed', text: expect.stringContaining('refuses our signature') },
    });
  });

  it('says that nobody answers where GitHub sends webhooks', async () => {
    const url = `${world.server.url}/api/github/webhooks`;
    world.github.setWebhookUrl('http://127.0.0.1:1/api/github/webhooks');
    expect(await ofServer()).toMatchObject({
      webhook: { state: 'failed', text: expect.stringContaining('Nobody answers') },
    });
    world.github.setWebhookUrl('https://example.com/elsewhere');
    expect(await ofServer()).toMatchObject({
      webhook: { state: 'failed', text: expect.stringContaining('leads elsewhere') },
    });
    world.github.setWebhookUrl(url);
  });

  it('says that the key belongs to no App', async () => {
    const { generateKeyPairSync } = await import('node:crypto');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    const found = await ofServer({ PRIVATE_KEY: Buffer.from(pem).toString('base64') });
    expect(found['App key']).toMatchObject({ state: 'failed' });
    expect(found).not.toHaveProperty('webhook');
  });

  it('names the variable that is wrong, and looks no further', async () => {
    const found = await ofServer({ APP_ID: 'mine' });
    expect(found.environment).toMatchObject({ state: 'failed', text: expect.stringContaining('APP_ID') });
    expect(found).not.toHaveProperty('database');
  });
});
