import { describe, expect, test } from 'vitest';
import { SpeckitError } from '../../shared/errors.ts';
import { parseRepoConfig, parseServerConfig } from '../../shared/profile/load.ts';

async function rejected(promise: Promise<unknown>): Promise<SpeckitError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof SpeckitError) return error;
  throw error ?? new Error('nothing was thrown');
}

describe('.github/speckit.yml', () => {
  test('no file, an empty one and one of comments are the defaults', async () => {
    for (const text of [undefined, '', '# nothing\n', '{}', '---\n']) {
      expect(await parseRepoConfig(text)).toEqual({
        file: '.github/speckit.yml',
        profiles: {},
        admin: { shell: false, phases: [], profiles: [] },
        project: '.',
        exclude: [],
      });
    }
  });

  test('every key', async () => {
    const text = `
profile: fast
agent: codex
timeout: 45m
project: packages/web/
exclude: ['dist/', '!dist/keep']
protect: ['migrations/']
admin: {shell: true, phases: [implement], profiles: [fast]}
profiles:
  fast:
    driver: docker
    agent: gemini
    timeout: 90s
    env: [GEMINI_API_KEY]
    limits: {output: 1m, result: 64k, tree: 1g, file: 512k, files: 10}
    docker: {image: 'node:24', memory: 2g, cpus: 1.5, pids: 200, network: none}
    local: {path: [/opt/bin]}
  plain: {}
`;
    expect(await parseRepoConfig(`\ufeff${text}`)).toEqual({
      file: '.github/speckit.yml',
      profile: 'fast',
      agent: 'codex',
      timeoutMs: 2_700_000,
      project: 'packages/web',
      exclude: ['dist/', '!dist/keep'],
      protect: ['migrations/'],
      admin: { shell: true, phases: ['implement'], profiles: ['fast'] },
      profiles: {
        fast: {
          driver: 'docker',
          agent: 'gemini',
          timeoutMs: 90_000,
          env: ['GEMINI_API_KEY'],
          limits: { output: 2 ** 20, result: 65_536, tree: 2 ** 30, file: 524_288, files: 10 },
          settings: {
            docker: { image: 'node:24', memory: '2g', cpus: 1.5, pids: 200, network: 'none' },
            local: { path: ['/opt/bin'] },
          },
        },
        plain: { settings: {}, limits: {} },
      },
    });
  });

  test.each<[string, string, RegExp, RegExp]>([
    ['broken YAML', 'a:\n  - b\n c: [', /not valid YAML at line 3, column 1: /, /Correct it/],
    [
      'a duplicate key',
      'agent: claude\nagent: codex',
      /line 2, column 1: Map keys must be unique/,
      /Correct/,
    ],
    ['an unknown tag', 'agent: !!js/function x', /line 1, column 8: Unresolved tag/, /Correct/],
    ['two documents', 'agent: claude\n---\nagent: codex', /more than one document/, /Correct/],
    ['an alias of nothing', 'agent: *x', /not valid YAML: Unresolved alias/, /Correct/],
    ['a list', '- agent', /the file is a list/, /keys with values/],
    ['a text', 'hello', /the file is `hello`/, /keys with values/],
    ['a file too long', `# ${'x'.repeat(300_000)}`, /has 300002 characters/, /at most 262144/],
    ['an unknown key', 'profils: {}', /`profils` is not a known key/, /mean `profile`.*`exclude`/],
    ['a key of a later feature', 'retention: 30d', /`retention` is not a known key/, /Known here: `profile`/],
    ['a key of the server', 'allow: {}', /`allow` is not a known key/, /Known here/],
    ['literal values', 'profiles: {a: {set: {X: "1"}}}', /`profiles\.a\.set` is not a known key/, /`env`/],
    [
      'an unknown driver',
      'profiles: {a: {driver: dokcer}}',
      /`profiles\.a\.driver` is `dokcer`/,
      /mean `docker`.*`local`, `docker`/,
    ],
    [
      'an unknown driver key',
      'profiles: {a: {dockr: {}}}',
      /`profiles\.a\.dockr` is not a known key/,
      /mean `docker`/,
    ],
    ['an unknown agent', 'agent: cluade', /`agent` is `cluade`/, /mean `claude`.*`codex`/],
    [
      'a bad memory',
      'profiles: {a: {docker: {memory: 4x}}}',
      /`profiles\.a\.docker\.memory` is `4x`/,
      /`512m`/,
    ],
    [
      'an unknown setting',
      'profiles: {a: {docker: {imag: x}}}',
      /`profiles\.a\.docker\.imag` is not a known key/,
      /mean `image`.*`pids`/,
    ],
    ['a bad network', 'profiles: {a: {docker: {network: false}}}', /network` is `false`/, /`full`, `none`/],
    [
      'a bad domain',
      'profiles: {a: {docker: {network: {allow: [pypi.org, "https://x.y"]}}}}',
      /`profiles\.a\.docker\.network\.allow\[1\]` is `https:\/\/x\.y`/,
      /domain name/,
    ],
    [
      'an unknown key of the network',
      'profiles: {a: {docker: {network: {allow: [x.com], deny: [x.y]}}}}',
      /`profiles\.a\.docker\.network\.deny` is not a known key/,
      /Known here: `allow`/,
    ],
    [
      'a bad path',
      'profiles: {a: {local: {path: [bin]}}}',
      /`profiles\.a\.local\.path\[0\]` is `bin`/,
      /absolute/,
    ],
    [
      'settings that are no keys',
      'profiles: {a: {docker: yes}}',
      /`profiles\.a\.docker` is `yes`/,
      /keys with values/,
    ],
    ['an empty profile', 'profiles: {a: }', /`profiles\.a` is empty/, /keys with values/],
    [
      'an odd profile name',
      'profiles: {a/b: {}}',
      /`profiles\.a\/b` is not a name that fits/,
      /letters, digits/,
    ],
    ['an inherited name', 'profiles: {__proto__: {}}', /holds the key `__proto__`/, /Correct/],
    ['a number as time-out', 'timeout: 30', /`timeout` is `30`/, /`90s`, `30m` or `2h`/],
    ['a bad time-out', 'timeout: 30 minutes', /`timeout` is `30 minutes`/, /`30m`/],
    ['a time-out over a day', 'timeout: 2000h', /`timeout` is `2000h`/, /at most `24h`/],
    ['a bad size', 'profiles: {a: {limits: {file: 5mb}}}', /`profiles\.a\.limits\.file` is `5mb`/, /`512m`/],
    ['no files at all', 'profiles: {a: {limits: {files: 0}}}', /limits\.files` is `0`/, /at least 1/],
    ['a project outside', 'project: ../x', /`project` is `\.\.\/x`/, /relative to the root/],
    ['an absolute project', 'project: /x', /`project` is `\/x`/, /relative/],
    ['a project in .git', 'project: .git/x', /`project`/, /relative/],
    ['an exclude over lines', 'exclude: ["a\\nb"]', /`exclude\[0\]`/, /one line/],
    ['an exclude that is no list', 'exclude: dist/', /`exclude` is `dist\/`/, /a list/],
    [
      'an odd variable',
      'profiles: {a: {env: ["A B"]}}',
      /`profiles\.a\.env\[0\]` is `A B`/,
      /letters, digits and `_`/,
    ],
    ['an odd phase', 'admin: {phases: [Plan!]}', /`admin\.phases\[0\]` is `Plan!`/, /`bug\.fix`/],
    ['no boolean', 'admin: {shell: 1}', /`admin\.shell` is `1`/, /`true` or `false`/],
  ])('%s is refused', async (_, text, message, hint) => {
    const error = await rejected(parseRepoConfig(text));
    expect(error.code).toBe('config');
    expect(error.message).toContain('`.github/speckit.yml`');
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
  });

  test.each([
    'PRIVATE_KEY',
    'PRIVATE_KEY_PATH',
    'APP_ID',
    'private_key',
    'WEBHOOK_SECRET',
    'DATABASE_URL',
    'GITHUB_TOKEN',
    'GH_TOKEN',
    'PGPASSWORD',
  ])('the server keeps %s', async name => {
    const error = await rejected(parseRepoConfig(`profiles: {a: {env: [OK, ${name}]}}`));
    expect(error.code).toBe('config');
    expect(error.message).toContain(`\`profiles.a.env[1]\` is \`${name}\``);
    expect(error.hint).toContain('belongs to the server itself');
  });

  test('several mistakes are told at once, up to five', async () => {
    const error = await rejected(parseRepoConfig('a: 1\nb: 1\nc: 1\nd: 1\ne: 1\nf: 1\ntimeout: x\n'));
    expect(error.message).toContain('`timeout` is `x`');
    expect(error.hint.match(/Also: /g)).toHaveLength(4);
    expect(error.hint).toContain('There are 2 more.');
  });

  test('the name of the file is that of the caller', async () => {
    const error = await rejected(parseRepoConfig('x: 1', { file: 'other.yml' }));
    expect(error.message).toMatch(/^`other\.yml`: /);
  });

  test('user text cannot leave its code span', async () => {
    const error = await rejected(parseRepoConfig('agent: "`@all` ``"'));
    expect(error.message).toContain('``` `@all` `` ```');
  });
});

describe('speckit-remote.yml', () => {
  test('without a file the server serves nobody and allows little', async () => {
    expect(await parseServerConfig()).toMatchObject({
      serve: { owners: [], repositories: [] },
      bots: [],
      concurrency: 4,
      caps: {},
      retention: { outputMs: 30 * 86_400_000, outputBytes: 4 * 2 ** 30, runsMs: 180 * 86_400_000 },
      keepResultsMs: 14 * 86_400_000,
      variables: {},
      allow: {
        profiles: true,
        override: ['agent', 'timeout'],
        drivers: ['docker'],
        images: [],
        timeoutMs: 7_200_000,
      },
    });
  });

  test('every key', async () => {
    const config = await parseServerConfig(`
serve: {owners: [acme], repositories: [other/repo, more/*]}
bots: ['renovate[bot]']
concurrency: 8
caps: {repository: 2, person: 1, runsPerDay: 20, minutesPerDay: 300}
retention: {output: 7d, outputSize: 512m, runs: 90d}
keepResults: 30d
protect: [ci/]
profile: safe
profiles:
  safe: {driver: local, env: [KEY], set: {NODE_ENV: production}}
variables:
  KEY: {repositories: [acme/*], profiles: [safe]}
  OTHER: {repositories: [other/repo]}
allow:
  profiles: false
  override: [image]
  drivers: [local, docker]
  images: ['ghcr.io/acme/*']
  timeout: 1h
  memory: 2g
  cpus: 2
  pids: 100
  network: [none]
  limits: {files: 3}
`);
    expect(config).toMatchObject({
      serve: { owners: ['acme'], repositories: ['other/repo', 'more/*'] },
      bots: ['renovate[bot]'],
      concurrency: 8,
      caps: { repository: 2, person: 1, runsPerDay: 20, minutesPerDay: 300 },
      retention: { outputMs: 7 * 86_400_000, outputBytes: 512 * 2 ** 20, runsMs: 90 * 86_400_000 },
      keepResultsMs: 30 * 86_400_000,
      protect: ['ci/'],
      profile: 'safe',
      profiles: { safe: { driver: 'local', env: ['KEY'], set: { NODE_ENV: 'production' } } },
      variables: {
        KEY: { repositories: ['acme/*'], profiles: ['safe'] },
        OTHER: { repositories: ['other/repo'] },
      },
      allow: {
        profiles: false,
        override: ['image'],
        drivers: ['local', 'docker'],
        images: ['ghcr.io/acme/*'],
        timeoutMs: 3_600_000,
        memory: 2 ** 31,
        cpus: 2,
        pids: 100,
        network: ['none'],
        limits: { files: 3, file: 50 * 2 ** 20 },
      },
    });
  });

  test.each<[string, string, RegExp, RegExp]>([
    [
      'a repository without an owner',
      'serve: {repositories: [x]}',
      /`serve\.repositories\[0\]` is `x`/,
      /`owner\/\*`/,
    ],
    ['everybody', 'serve: {repositories: ["*/*"]}', /`serve\.repositories\[0\]`/, /`owner\/name`/],
    ['an odd owner', 'serve: {owners: ["*"]}', /`serve\.owners\[0\]`/, /login/],
    ['an odd bot', 'bots: ["a b"]', /`bots\[0\]` is `a b`/, /renovate\[bot\]/],
    ['no concurrency', 'concurrency: 0', /`concurrency` is `0`/, /at least 1/],
    ['results kept for too long', 'keepResults: 400d', /`keepResults` is `400d`/, /at most `365d`/],
    ['a broken concurrency', 'concurrency: 1.5', /`concurrency` is `1\.5`/, /whole number/],
    [
      'an unknown override',
      'allow: {override: [images]}',
      /`allow\.override\[0\]` is `images`/,
      /mean `image`/,
    ],
    ['no driver', 'allow: {drivers: []}', /`allow\.drivers`/, /at least 1/],
    ['no network value', 'allow: {network: []}', /`allow\.network`/, /at least 1/],
    ['an unknown profile', 'profile: fast', /`profile` is `fast`, which `profiles` does not have/, /Define/],
    [
      'a variable without repositories',
      'variables: {KEY: {}}',
      /`variables\.KEY\.repositories` is missing/,
      /a list/,
    ],
    [
      'a variable for an unknown profile',
      'variables: {KEY: {repositories: [a/b], profiles: [x]}}',
      /`variables\.KEY\.profiles\[0\]` is `x`/,
      /Define/,
    ],
    [
      'a variable that is not allowed',
      'profiles: {a: {env: [KEY]}}',
      /`profiles\.a\.env\[0\]` is `KEY`/,
      /Define it under `variables`/,
    ],
    [
      "the App's key as a variable",
      'variables: {PRIVATE_KEY: {repositories: [a/b]}}',
      /`variables\.PRIVATE_KEY`/,
      /belongs to the server/,
    ],
    [
      "the App's key as a literal",
      'profiles: {a: {set: {WEBHOOK_SECRET: x}}}',
      /`profiles\.a\.set\.WEBHOOK_SECRET`/,
      /belongs to the server/,
    ],
  ])('%s is refused', async (_, text, message, hint) => {
    const error = await rejected(parseServerConfig(text));
    expect(error.code).toBe('config');
    expect(error.message).toContain('`speckit-remote.yml`');
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
  });
});
