import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageState } from '../../shared/image/image.ts';
import { DEFAULT_IMAGE, PINS } from '../../shared/image/pins.ts';
import { phaseScript } from '../../shared/speckit/command.ts';
import { readOutcome } from '../../shared/speckit/outcome.ts';
import { imageMissing } from '../support/needs.ts';
import { SCRIPTED_AGENT } from '../support/specify.ts';

const missing = imageMissing();

/** As strict as the docker driver, with no network at all. */
const HARDENED = [
  ...['--rm', '--init', '--read-only', '--network', 'none', '--cap-drop', 'ALL'],
  ...['--security-opt', 'no-new-privileges', '--pids-limit', '256'],
  ...['--tmpfs', '/tmp', '--tmpfs', '/home/speckit:exec,uid=1000,gid=1000,mode=755'],
];

function inside(command: string[], env: Record<string, string> = {}, input = Buffer.alloc(0)): string {
  const variables = Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  const args = ['run', '--interactive', ...HARDENED, ...variables, DEFAULT_IMAGE, ...command];
  return execFileSync('docker', args, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
}

describe.skipIf(missing)('the image', () => {
  it('is made of what is pinned', async () => {
    expect(await imageState()).toBe('current');
  });

  it('runs as an ordinary user with a home of its own', () => {
    expect(inside(['sh', '-c', 'id -un; id -u; echo $HOME; pwd'])).toBe(
      'speckit\n1000\n/home/speckit\n/home/speckit\n',
    );
  });

  it.each([
    ['specify', PINS.SPECIFY_VERSION],
    ['node', PINS.NODE_VERSION],
    ['npm', PINS.NPM_VERSION],
    ['claude', PINS.CLAUDE_VERSION],
    ['codex', PINS.CODEX_VERSION],
    ['gemini', PINS.GEMINI_VERSION],
    ['git', 'git version 2.'],
    ['python3', 'Python 3.'],
  ])('has %s %s', (program, version) => {
    expect(inside([program, '--version'])).toContain(version);
  });

  it('has a Python that Spec Kit takes, and what the supervisor and the collection need', () => {
    inside(['python3', '-c', 'import sys; assert sys.version_info >= (3, 11)']);
    inside([
      'sh',
      '-c',
      'for tool in setsid tar gzip head printenv bash curl jq rg; do command -v $tool || exit 1; done',
    ]);
  });

  it('adds no setuid program and no package list', () => {
    expect(inside(['sh', '-c', 'find /opt /usr/local -type f -perm /6000; ls -A /var/lib/apt/lists'])).toBe(
      '',
    );
  });

  describe('with a phase', () => {
    let folder = '';
    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'speckit-image-test-'));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it('runs it offline, from a bare checkout to the specification', async () => {
      const home = '/home/speckit';
      const program = phaseScript({
        phase: 'specify',
        text: 'Keep notes',
        agent: 'claude',
        feature: 'specs/001-notes',
        home,
      });
      await mkdir(path.join(folder, 'ctl'));
      for (const file of program.files)
        await writeFile(path.join(folder, path.relative(home, file.path)), file.content);
      await writeFile(path.join(folder, 'phase.sh'), program.script);
      await copyFile(SCRIPTED_AGENT, path.join(folder, 'claude'));
      const tar = execFileSync('tar', ['-C', folder, '-cf', '-', '.']);
      const script =
        'tar -xf - && git init -q repo && sh phase.sh >out 2>&1; code=$?; cat ctl/outcome.json; exit $code';
      const env = {
        ...program.env,
        SPECKIT_INTEGRATION_CLAUDE_EXECUTABLE: `${home}/claude`,
        SCRIPTED_AGENT_PACE: '0',
      };
      const json = inside(['sh', '-c', script], env, tar);
      expect(readOutcome(Buffer.from(json), 0, { phase: 'specify', agent: 'claude' }).status).toBe(
        'completed',
      );
    });
  });
});
