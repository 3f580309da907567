import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LocalDaytona, startDaytona } from '../../services/daytona/server.ts';
import { type LocalE2b, startE2b } from '../../services/e2b/server.ts';
import { testImage } from '../../support/docker-image.ts';
import { dockerMissing, secretServiceMissing } from '../../support/needs.ts';
import { proxyImage } from '../../support/proxy-image.ts';
import { SCRIPTED_AGENT, specifyForTests } from '../../support/specify.ts';
import { type Checkout, makeCheckout } from '../support/checkout.ts';
import { type SecretService, startSecretService } from '../support/secret-service.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 600_000 });

const specify = await specifyForTests();

let mine: Checkout;
beforeEach(async () => {
  mine = await makeCheckout();
});
afterEach(() => mine[Symbol.asyncDispose]());

const docker = async (...args: string[]) => (await promisify(execFile)('docker', args)).stdout.trim();
const file = (name: string) => readFile(path.join(mine.project, name), 'utf8');

describe('User Story 1 - Execute Spec-Kit in Remote Sandbox', () => {
  describe.skipIf(secretServiceMissing() || specify.skip)('E2B', () => {
    let e2b: LocalE2b;
    let keyring: SecretService;
    const before = process.env.PATH ?? '';
    beforeAll(async () => {
      // Here the sandbox's programs are this machine's.
      process.env.PATH = [specify.bin, path.dirname(SCRIPTED_AGENT), before].join(':');
      e2b = await startE2b();
    });
    beforeEach(async () => {
      keyring = await startSecretService(mine);
    });
    afterEach(() => keyring[Symbol.asyncDispose]());
    afterAll(async () => {
      process.env.PATH = before;
      await e2b[Symbol.asyncDispose]();
    });

    it('Given a user has configured E2B sandbox credentials, When they execute a spec-kit command with remote driver enabled, Then the command executes in the E2B sandbox and results are returned to the local terminal', async () => {
      const env = { ...keyring.env, ANTHROPIC_API_KEY: 'sk-of-nobody' };
      const settings = [`apiUrl=${e2b.apiUrl}`, `sandboxUrl=${e2b.sandboxUrl}`];
      const words = settings.flatMap(setting => ['--setting', setting]);
      await mine.call(['profile', 'add', 'cloud', '--driver', 'e2b', ...words, '--use'], { env });
      const refused = await mine.call(['run', 'specify', 'A shopping cart'], { env });
      expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('login e2b') });
      await mine.call(['login', 'e2b'], { env, stdin: e2b.key });
      const made = vi.spyOn(e2b.sandboxes, 'create');
      const end = await mine.call(['run', 'specify', 'A shopping cart'], { env });
      expect(end).toMatchObject({ exitCode: 0 });
      expect(made).toHaveBeenCalledOnce();
      expect(end.stdout).toContain('specs/001-shopping-cart');
      expect(await file('specs/001-shopping-cart/spec.md')).toContain('shopping cart');
      expect(e2b.sandboxes.all).toEqual([]);
      const traces = [end.stdout, end.stderr, refused.stderr, await readFile(mine.configFile, 'utf8')];
      expect(traces.join('\n')).not.toContain(e2b.key);
    });
  });

  describe('Daytona', () => {
    let daytona: LocalDaytona;
    beforeAll(async () => {
      daytona = await startDaytona();
    });
    afterAll(() => daytona[Symbol.asyncDispose]());

    it('Given a user has configured Daytona workspace settings, When they run spec-kit operations, Then all file operations and command executions occur within the Daytona environment', async () => {
      const env = { DAYTONA_API_KEY: daytona.key };
      const words = ['--setting', `apiUrl=${daytona.apiUrl}`, '--setting', 'region=eu'];
      await mine.call(['profile', 'add', 'there', '--driver', 'daytona', ...words, '--use'], { env });
      const script = 'pwd; echo "$SERVICE_MACHINE"; pwd > where.txt';
      const end = await mine.call(['run', '--', script], { env });
      expect(end).toMatchObject({ exitCode: 0 });
      const [where = '', mark] = end.stdout.split('\n');
      // A sandbox of the service is a folder of its own here, and its processes carry its mark.
      expect(path.basename(path.dirname(path.dirname(where)))).toMatch(/^service-/);
      expect(mark).toMatch(/^[0-9a-f-]{36}$/);
      expect(await file('where.txt')).toBe(`${where}\n`);
      expect(daytona.sandboxes.all).toEqual([]);
    });
  });

  describe.skipIf(dockerMissing())('Docker', () => {
    it('Given a user has Docker available locally, When they select Docker as the remote driver, Then spec-kit operations run inside an isolated container with the specified image', async () => {
      const image = await testImage();
      const setting = ['--setting', `image=${image}`, '--setting', 'network=none'];
      await mine.call(['profile', 'add', 'box', ...setting, '--use']);
      const script = 'id -u; pwd; test -e /.dockerenv && echo in a container; echo made > made.txt';
      const end = await mine.call(['run', '--', script]);
      expect(end).toMatchObject({ exitCode: 0 });
      expect(end.stdout).toMatch(/^1000\n\/\S+\/repo\nin a container\n$/);
      expect(end.stdout).not.toContain(mine.home);
      expect(await file('made.txt')).toBe('made\n');
    });

    it('keeps the caches of a checkout from one run to the next, where the profile names some', async () => {
      const image = await testImage();
      await proxyImage();
      const box = { driver: 'docker', docker: { image, network: 'none', cache: ['.npm'] } };
      await mkdir(path.dirname(mine.configFile), { recursive: true });
      await writeFile(mine.configFile, JSON.stringify({ profile: 'box', profiles: { box } }));
      const ofTerminals = 'label=speckit-remote.sandbox.server=cli';
      const volumes = async () =>
        (await docker('volume', 'ls', '--quiet', '--filter', ofTerminals)).split('\n').filter(Boolean);
      const before = await volumes();
      expect(await mine.call(['run', '--', 'echo kept > ~/.npm/a'])).toMatchObject({ exitCode: 0 });
      expect(await mine.call(['run', '--', 'cat ~/.npm/a'])).toMatchObject({ exitCode: 0, stdout: 'kept\n' });
      const made = (await volumes()).filter(name => !before.includes(name));
      expect(made).toHaveLength(1);
      await docker('volume', 'rm', ...made);
    });
  });
});
