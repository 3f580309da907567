import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { testImage } from '../support/docker-image.ts';
import { dockerMissing } from '../support/needs.ts';
import { RUN_TIMEOUT, type ShellRuns, sandboxesOf, startShellRuns } from './support/shell-runs.ts';

vi.setConfig(RUN_TIMEOUT);

const docker = async (...args: string[]) => (await promisify(execFile)('docker', args)).stdout.trim();
const skip = dockerMissing();

describe.skipIf(skip)(`in Docker${skip ? ` (${skip})` : ''}`, () => {
  let runs: ShellRuns;
  beforeAll(async () => {
    const image = await testImage();
    runs = await startShellRuns({
      profile: { driver: 'docker', docker: { image, memory: '256m', network: 'none' } },
      profiles: {
        small: { driver: 'docker', docker: { image, memory: '48m', pids: 40, cpus: 0.5, user: 4321 } },
        absent: { driver: 'docker', docker: { image: '127.0.0.1:1/speckit-remote-no-such-image:1' } },
      },
      secrets: { API_TOKEN: 'token-of-the-sandbox' },
      otherVariables: { APP_ID: 'app-id-4711', WEBHOOK_SECRET: 'hook-secret-4711', DATABASE_URL: 'pg-4711' },
    });
  }, 300_000);
  afterAll(() => runs?.close());

  describe.concurrent('a command', () => {
    test('works on the checkout of the branch, and its files arrive', async () => {
      const ended = await runs.run('git log --oneline -1; cat src/cart.txt; echo full > src/cart.txt');
      expect(ended.run).toMatchObject({ conclusion: 'success', driver: 'docker' });
      expect(ended.output).toMatch(/^[0-9a-f]{7} .*\nempty\n$/);
      expect(ended.after).toBe(ended.run.commitSha);
      const content = await runs.world.github.readFile('acme/shop', ended.branch, 'src/cart.txt');
      expect(content?.toString()).toBe('full\n');
      expect(await sandboxesOf(runs, ended.run)).toEqual([]);
    });

    test('has no privileges, and the limits and labels of its profile', async () => {
      const asked = await runs.ask(
        'id -u; grep -E "^(CapEff|NoNewPrivs)" /proc/self/status; echo up; sleep 60',
        {
          flags: '--profile small',
        },
      );
      await asked.prints('up\n');
      const run = await asked.reaches(one => one.sandboxId !== undefined);
      const [found] = JSON.parse(await docker('inspect', run.sandboxId ?? ''));
      expect(found.HostConfig).toMatchObject({
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges'],
        Privileged: false,
        Memory: 48 * 2 ** 20,
        MemorySwap: 48 * 2 ** 20,
        NanoCpus: 5e8,
        PidsLimit: 40,
        Binds: null,
      });
      expect(found.Mounts).toEqual([]);
      expect(found.Config.User).toBe('4321:4321');
      expect(found.Config.Labels).toMatchObject({
        'speckit-remote': 'sandbox',
        'speckit-remote.sandbox.run': run.id,
        'speckit-remote.sandbox.attempt': '1',
        'speckit-remote.sandbox.repository': String(run.repositoryId),
        'speckit-remote.sandbox.installation': String(run.installationId),
      });
      // Killed from outside in the middle: told as what it was, long before its command would end.
      await docker('kill', run.sandboxId ?? '');
      const ended = await asked.ended();
      expect(ended.run.conclusion).toBe('failure');
      expect(ended.said).toMatch(/container of the sandbox .* ended \(exit code 137\)/);
      expect(ended.said).toContain('/speckit retry');
      expect(ended.output).toMatch(/^4321\nCapEff:\t0{16}\nNoNewPrivs:\t1\nup\n$/);
      expect(await sandboxesOf(runs, ended.run)).toEqual([]);
    });

    test('without a network reaches nothing', async () => {
      const ended = await runs.run('ls /sys/class/net; cat /proc/net/route | wc -l');
      expect(ended.output).toBe('lo\n1\n');
    });

    test('that runs out of memory is told so', async () => {
      const ended = await runs.run(
        `echo start; python3 -c 'x = b"x" * (400 << 20)'; echo "exit $?"; exit 137`,
        {
          flags: '--profile small',
        },
      );
      expect(ended.run.conclusion).toBe('failure');
      expect(ended.output).toContain('exit 137\n');
      expect(ended.said).toContain('ran out of memory');
      expect(ended.run.outcome?.error?.code).toBe('exhausted');
      expect(await sandboxesOf(runs, ended.run)).toEqual([]);
    });

    test('that forks without end meets its limit of processes, and all of them are gone afterwards', async () => {
      const bomb =
        'bomb() { bomb | bomb & }; echo up; bomb; sleep 1; for i in $(seq 99); do sleep 61021 & done; wait';
      const ended = await runs.run(bomb, { flags: '--profile small --timeout 5s' });
      expect(['failure', 'timed_out']).toContain(ended.run.conclusion);
      expect(ended.output).toMatch(/fork/i);
      expect(await sandboxesOf(runs, ended.run)).toEqual([]);
    });

    test('that ends at its limit of processes is told so, and what it made is kept', async () => {
      const fill = `perl -e 'for (;;) { my $p = fork; $p // sleep 1; if (defined $p && !$p) { sleep 600; exit } }'`;
      const ended = await runs.run(`echo made > made.txt; ${fill} & sleep 3; exit 9`, {
        flags: '--profile small',
      });
      expect(ended.run.outcome).toMatchObject({
        conclusion: 'failure',
        exitCode: 9,
        error: { code: 'exhausted' },
      });
      expect(ended.said).toContain('reached its limit of processes');
      expect(ended.run.outcome?.changes).toEqual([{ path: 'made.txt', status: 'added' }]);
      expect(await sandboxesOf(runs, ended.run)).toEqual([]);
    });

    test('that fills the disk of its checkout is told so, and nothing of it is committed', async () => {
      // The one small disk in a container is its shared memory, so checkout and git data move there first.
      const move = 'mv "$HOME/$one" /dev/shm/ && ln -s "/dev/shm/$(basename "$one")" "$HOME/$one"';
      const ended = await runs.run(
        `cd /; for one in ctl/git repo; do ${move}; done; cd "$HOME/repo"
        echo work > work.txt; dd if=/dev/zero of=/dev/shm/full bs=4k; echo more > more.txt`,
      );
      expect(ended.run.conclusion).toBe('failure');
      expect(ended.output).toContain('No space left on device');
      expect(ended.said).toContain('disk is full');
      expect(ended.run.outcome?.error?.code).toBe('exhausted');
      expect(ended.after).toBe(ended.before);
      expect(await sandboxesOf(runs, ended.run)).toEqual([]);
    });

    test('finds no credential of GitHub and nothing of the server', async () => {
      const look = [
        'env',
        "tr '\\0' '\\n' </proc/1/environ",
        'for one in /proc/[0-9]*/environ /proc/[0-9]*/cmdline; do tr "\\0" "\\n" <"$one"; done 2>/dev/null',
        'git config --list --show-origin; git remote -v; cat .git/config ../ctl/git/config',
        'ls -la "$HOME" /var/run /root 2>&1; grep -rsl "[x]-access-token" "$HOME" && echo found; true',
      ].join('; ');
      const ended = await runs.run(look);
      expect(ended.output).toContain('API_TOKEN=********************\n');
      const tokens = runs.world.github.tokens().map(({ token }) => token);
      expect(tokens.length).toBeGreaterThan(0);
      for (const value of ['4711', 'PRIVATE KEY', ...tokens]) expect(ended.output).not.toContain(value);
      expect(ended.output).not.toMatch(
        /^(APP_ID|PRIVATE_KEY|WEBHOOK_SECRET|DATABASE_URL|GITHUB_|GH_|DOCKER_)/m,
      );
      expect(ended.output).not.toMatch(/ghs_|remote\.|docker\.sock|^found$/m);
    });

    test('whose image is not there and cannot be pulled is told what to do', async () => {
      const ended = await runs.run('true', { flags: '--profile absent' });
      expect(ended.run.conclusion).toBe('failure');
      expect(ended.said).toContain('127.0.0.1:1/speckit-remote-no-such-image:1');
      expect(ended.said).toContain('npm run image');
      expect(await sandboxesOf(runs, ended.run)).toEqual([]);
    });
  });
});
