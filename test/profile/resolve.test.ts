import { describe, expect, test } from 'vitest';
import type { RunFlags } from '../../shared/command/types.ts';
import { SpeckitError } from '../../shared/errors.ts';
import { AGENT_NAMES, AGENTS, agentEnvironment } from '../../shared/profile/agents.ts';
import { standardDomains } from '../../shared/profile/endpoints.ts';
import { profileName, profileNames } from '../../shared/profile/layers.ts';
import { parseRepoConfig, parseServerConfig } from '../../shared/profile/load.ts';
import { type ResolvedProfile, resolveProfile } from '../../shared/profile/resolve.ts';
import { DEFAULT_PROTECTED } from '../../shared/sync/guards.ts';

interface Case {
  server?: string;
  repo?: string;
  flags?: RunFlags;
  repository?: string;
}

async function resolve({
  server,
  repo,
  flags = {},
  repository = 'acme/web',
}: Case): Promise<ResolvedProfile> {
  return resolveProfile({
    server: await parseServerConfig(server),
    repo: await parseRepoConfig(repo),
    repository,
    flags,
  });
}

async function rejected(given: Case): Promise<SpeckitError> {
  const error = await resolve(given).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof SpeckitError) return error;
  throw error ?? new Error('nothing was thrown');
}

const KEY =
  'variables: {ANTHROPIC_API_KEY: {repositories: [acme/*]}, OPENAI_API_KEY: {repositories: [ACME/Web]}}\n';

test('without any file: docker, claude, half an hour', async () => {
  expect(await resolve({})).toEqual({
    name: 'default',
    driver: 'docker',
    settings: expect.objectContaining({ memory: '4g', network: { allow: [...standardDomains('claude')] } }),
    agent: 'claude',
    project: '.',
    exclude: [],
    protect: [DEFAULT_PROTECTED, []],
    timeoutMs: 1_800_000,
    keepMs: 0,
    unreachableMs: 300_000,
    envNames: [],
    set: { SPECKIT_INTEGRATION_CLAUDE_EXTRA_ARGS: '--dangerously-skip-permissions' },
    limits: {
      outputBytes: 8 * 2 ** 20,
      packBytes: 128 * 2 ** 20,
      treeBytes: 512 * 2 ** 20,
      fileBytes: 50 * 2 ** 20,
      files: 5000,
    },
  });
});

const SERVER =
  'profiles: {safe: {driver: docker, agent: codex, timeout: 20m, docker: {memory: 1g, user: 1234}}}\n';

test('both files protect, and a repository takes nothing of it back', async () => {
  const both = await resolve({ repo: "protect: ['!ci/', db/]", server: 'protect: [ci/]' });
  expect(both.protect).toEqual([['ci/'], ['!ci/', 'db/']]);
  expect((await resolve({ repo: "protect: ['!/.github/workflows/']" })).protect[0]).toEqual(
    DEFAULT_PROTECTED,
  );
  expect((await resolve({ server: 'protect: []' })).protect).toEqual([[], []]);
});

describe('precedence', () => {
  test.each<[string, Case, Partial<ResolvedProfile>]>([
    [
      'the only allowed driver',
      { server: 'allow: {drivers: [local]}' },
      { driver: 'local', settings: { path: [] } },
    ],
    [
      "the server's profile by default",
      { server: `${SERVER}profile: safe` },
      { name: 'safe', agent: 'codex', timeoutMs: 1_200_000 },
    ],
    ["the repository's choice", { server: SERVER, repo: 'profile: safe' }, { name: 'safe' }],
    ['the flag', { server: SERVER, repo: 'profile: other', flags: { profile: 'safe' } }, { name: 'safe' }],
    [
      "the repository's agent and time-out",
      { repo: 'agent: gemini\ntimeout: 1h' },
      { agent: 'gemini', timeoutMs: 3_600_000 },
    ],
    [
      "the server's agent and time-out",
      { server: 'agent: gemini\ntimeout: 3h' },
      { agent: 'gemini', timeoutMs: 10_800_000 },
    ],
    [
      "a profile before the file's agent",
      { server: SERVER, repo: 'profile: safe\nagent: gemini\ntimeout: 1h' },
      { agent: 'codex', timeoutMs: 1_200_000 },
    ],
    [
      'the flags before all',
      { server: SERVER, repo: 'profile: safe', flags: { agent: 'amp', timeoutMs: 7_000 } },
      { agent: 'amp', timeoutMs: 7_000 },
    ],
    [
      "the repository's profile",
      { repo: 'profile: a\nprofiles: {a: {agent: amp, timeout: 5m, limits: {files: 7}}}' },
      { name: 'a', agent: 'amp', timeoutMs: 300_000 },
    ],
    ['a project and excludes', { repo: 'project: a/./b/\nexclude: [x]' }, { project: 'a/b', exclude: ['x'] }],
    [
      "the server's keep and patience",
      { server: 'profiles: {default: {keep: 10m, unreachable: 2m}}' },
      { keepMs: 600_000, unreachableMs: 120_000 },
    ],
    [
      "the repository's keep, within what the server allows",
      { server: 'allow: {keep: 10m}', repo: 'profiles: {default: {keep: 10m, unreachable: 90s}}' },
      { keepMs: 600_000, unreachableMs: 90_000 },
    ],
    [
      "the server's literals",
      { server: 'profiles: {default: {set: {A: b, SPECKIT_INTEGRATION_CLAUDE_EXTRA_ARGS: x}}}' },
      { set: { A: 'b', SPECKIT_INTEGRATION_CLAUDE_EXTRA_ARGS: 'x' } },
    ],
    [
      "the server's own word is above its ceiling",
      { server: 'profiles: {default: {driver: local, timeout: 20h, limits: {files: 90000}}}' },
      { driver: 'local', timeoutMs: 72_000_000 },
    ],
    [
      'a flag that shortens',
      { server: `${SERVER}allow: {override: []}`, flags: { profile: 'safe', timeoutMs: 1000 } },
      { timeoutMs: 1000 },
    ],
    [
      'a flag that changes nothing',
      {
        server: `${SERVER}allow: {override: []}`,
        flags: { profile: 'safe', agent: 'codex', driver: 'docker' },
      },
      { agent: 'codex' },
    ],
    [
      'an image that is allowed',
      {
        server: 'allow: {images: ["ghcr.io/acme/*", "node:*"]}',
        repo: 'profiles: {default: {docker: {image: "node:24"}}}',
      },
      { settings: expect.objectContaining({ image: 'node:24', memory: '4g' }) },
    ],
    [
      'an override that is allowed',
      {
        server: `${SERVER}allow: {override: [memory], memory: 2g}`,
        repo: 'profile: safe\nprofiles: {safe: {docker: {memory: 2g}}}',
      },
      { settings: expect.objectContaining({ memory: '2g', user: 1234 }) },
    ],
    [
      'defaults are lowered to the ceiling',
      { server: 'allow: {memory: 1g, cpus: 1, pids: 50, network: [none]}' },
      { settings: expect.objectContaining({ memory: '1g', cpus: 1, pids: 50, network: 'none' }) },
    ],
    [
      'a ceiling above the defaults changes nothing',
      { server: 'allow: {memory: 9g, cpus: 8, pids: 5000, network: [none, full]}' },
      {
        settings: expect.objectContaining({
          memory: '4g',
          pids: 1024,
          network: { allow: [...standardDomains('claude')] },
        }),
      },
    ],
    [
      'the network is what the agent and the registries need',
      { flags: { agent: 'codex' } },
      { settings: expect.objectContaining({ network: { allow: [...standardDomains('codex')] } }) },
    ],
    [
      'the default network is cut down to what the server lists',
      { server: 'allow: {network: [pypi.org, "*.npmjs.org", other.example]}' },
      { settings: expect.objectContaining({ network: { allow: ['registry.npmjs.org', 'pypi.org'] } }) },
    ],
    [
      'nothing is left of it where the server lists none of it',
      { server: 'allow: {network: [other.example]}' },
      { settings: expect.objectContaining({ network: 'none' }) },
    ],
    [
      'a network within what the server lists',
      {
        server: 'allow: {network: ["*.corp.example"]}',
        repo: 'profiles: {default: {docker: {network: {allow: [npm.corp.example, "*.a.corp.example"]}}}}',
      },
      { settings: expect.objectContaining({ network: { allow: ['npm.corp.example', '*.a.corp.example'] } }) },
    ],
    [
      'no network, whatever the server lists',
      {
        server: 'allow: {network: [pypi.org]}',
        repo: 'profiles: {default: {docker: {network: none}}}',
      },
      { settings: expect.objectContaining({ network: 'none' }) },
    ],
    [
      'the full network, where the server lists it',
      {
        server: 'allow: {network: [full]}',
        repo: 'profiles: {default: {docker: {network: full}}}',
      },
      { settings: expect.objectContaining({ network: 'full' }) },
    ],
    [
      "the full network of the server's own profile",
      { server: 'profiles: {default: {docker: {network: full}}}' },
      { settings: expect.objectContaining({ network: 'full' }) },
    ],
    [
      'a driver by flag',
      { server: 'allow: {drivers: [docker, local]}', flags: { driver: 'local' } },
      { driver: 'local' },
    ],
  ])('%s', async (_, given, wanted) => {
    expect(await resolve(given)).toMatchObject(wanted);
  });
});

describe('variables', () => {
  test.each<[string, Case, string[]]>([
    ["the agent's key if the server allows it", { server: KEY }, ['ANTHROPIC_API_KEY']],
    ["another agent's key", { server: KEY, flags: { agent: 'codex' } }, ['OPENAI_API_KEY']],
    ['not for another repository', { server: KEY, repository: 'other/web' }, []],
    [
      'not for another repository of the owner',
      { server: KEY, flags: { agent: 'codex' }, repository: 'acme/x' },
      [],
    ],
    ['an empty list', { server: KEY, repo: 'profiles: {default: {env: []}}' }, []],
    [
      'those that the profile lists, once',
      { server: KEY, repo: 'profiles: {default: {env: [OPENAI_API_KEY, OPENAI_API_KEY]}}' },
      ['OPENAI_API_KEY'],
    ],
    [
      'a variable of one profile',
      {
        server: `variables: {K: {repositories: [acme/*], profiles: [a]}}\nprofiles: {a: {env: [K]}}`,
        flags: { profile: 'a' },
      },
      ['K'],
    ],
  ])('%s', async (_, given, names) => {
    expect((await resolve(given)).envNames).toEqual(names);
  });
});

describe('refused', () => {
  const LOCKED = `${SERVER}allow: {override: []}`;
  test.each<[string, Case, string, RegExp, RegExp]>([
    [
      'an unknown profile',
      { server: SERVER, flags: { profile: 'sfae' } },
      'usage',
      /`--profile` is `sfae`.*mean `safe`/,
      /`default`, `safe`/,
    ],
    [
      'an unknown profile in the file',
      { server: SERVER, repo: 'profile: fast' },
      'config',
      /speckit\.yml`: `profile` is `fast`/,
      /`default`, `safe`/,
    ],
    [
      'an inherited name as a profile',
      { flags: { profile: 'constructor' } },
      'usage',
      /does not exist/,
      /`default`/,
    ],
    [
      'an unknown driver',
      { flags: { driver: 'dokcer' } },
      'usage',
      /no driver `dokcer`.*mean `docker`/,
      /allows `docker`/,
    ],
    [
      'an unknown agent',
      { flags: { agent: 'cluade' } },
      'usage',
      /no agent `cluade`.*mean `claude`/,
      /`codex`/,
    ],
    [
      'a driver by flag',
      { flags: { driver: 'local' } },
      'denied',
      /`--driver` is `local`.*only `docker`/,
      /allow\.drivers/,
    ],
    [
      'a driver by file',
      { repo: 'profiles: {default: {driver: local}}' },
      'denied',
      /speckit\.yml`: `profiles\.default\.driver` is `local`/,
      /allow\.drivers/,
    ],
    [
      'profiles of the repository',
      { server: 'allow: {profiles: false}', repo: 'profile: a\nprofiles: {a: {}}' },
      'denied',
      /`profiles\.a`.*define none/,
      /`default`/,
    ],
    [
      'a sandbox kept where the server keeps none',
      { repo: 'profiles: {default: {keep: 10m}}' },
      'denied',
      /`profiles\.default\.keep` is `10m`, and this server keeps none/,
      /raise it/,
    ],
    [
      'a sandbox kept longer than the server allows',
      { server: 'allow: {keep: 10m}', repo: 'profiles: {default: {keep: 11m}}' },
      'denied',
      /`profiles\.default\.keep` is `11m`.*at most `?10m/,
      /raise it/,
    ],
    [
      "an override of the server's keep",
      { server: `${SERVER}allow: {keep: 1h}`, repo: 'profiles: {safe: {keep: 10m}}\nprofile: safe' },
      'denied',
      /`profiles\.safe\.keep` changes `keep`/,
      /allow\.override/,
    ],
    [
      'a time-out beyond what the service grants',
      { server: 'allow: {drivers: [e2b]}', flags: { timeoutMs: 5_400_000 } },
      'usage',
      /`--timeout` is `90m`.*`e2b` lives at most 1h/,
      /at most 1h/,
    ],
    [
      "a time-out beyond the sandbox's age, by file",
      { server: 'profiles: {default: {driver: daytona, timeout: 2h, daytona: {ttl: 1h}}}' },
      'config',
      /`speckit-remote\.yml`: `profiles\.default\.timeout` is `2h`.*`daytona` lives at most 1h/,
      /at most 1h/,
    ],
    [
      'an override of the agent',
      { server: LOCKED, flags: { profile: 'safe', agent: 'claude' } },
      'denied',
      /`--agent` changes `agent`.*nothing may be changed/,
      /allow\.override/,
    ],
    [
      'an override of the driver',
      {
        server: SERVER.replace('driver: docker', 'driver: local'),
        flags: { profile: 'safe', driver: 'docker' },
      },
      'denied',
      /`--driver` changes `driver`.*only `agent`, `timeout`/,
      /allow\.override/,
    ],
    [
      'an override of the time-out',
      { server: LOCKED, flags: { profile: 'safe', timeoutMs: 1_200_001 } },
      'denied',
      /`--timeout` changes/,
      /allow\.override/,
    ],
    [
      'an override of a setting',
      { server: SERVER, repo: 'profile: safe\nprofiles: {safe: {docker: {memory: 1g}}}' },
      'denied',
      /`profiles\.safe\.docker\.memory` changes `memory`/,
      /`memory` under `allow\.override`/,
    ],
    [
      'an override of the variables',
      { server: SERVER, repo: 'profile: safe\nprofiles: {safe: {env: []}}' },
      'denied',
      /`profiles\.safe\.env` changes `env`/,
      /allow\.override/,
    ],
    [
      'an override of the limits',
      { server: SERVER, repo: 'profile: safe\nprofiles: {safe: {limits: {files: 1}}}' },
      'denied',
      /`profiles\.safe\.limits` changes/,
      /allow\.override/,
    ],
    [
      'a long time-out by flag',
      { flags: { timeoutMs: 7_201_000 } },
      'denied',
      /`--timeout` is `7201s`.*at most 2h/,
      /raise/,
    ],
    [
      'a long time-out by file',
      { repo: 'timeout: 3h' },
      'denied',
      /speckit\.yml`: `timeout` is `3h`.*at most 2h/,
      /raise/,
    ],
    [
      'a long time-out by profile',
      { repo: 'profiles: {default: {timeout: 3h}}' },
      'denied',
      /`profiles\.default\.timeout` is `3h`/,
      /raise/,
    ],
    [
      'an image',
      { repo: 'profiles: {default: {docker: {image: x}}}' },
      'denied',
      /`profiles\.default\.docker\.image` is `x`.*no image but its own/,
      /raise/,
    ],
    [
      'another image',
      { server: 'allow: {images: ["node:*"]}', repo: 'profiles: {default: {docker: {image: xnode}}}' },
      'denied',
      /is `xnode`.*only `node:\*`/,
      /raise/,
    ],
    [
      'memory',
      { server: 'allow: {memory: 1g}', repo: 'profiles: {default: {docker: {memory: 1025m}}}' },
      'denied',
      /docker\.memory` is `1025m`.*at most 1g/,
      /raise/,
    ],
    [
      'cpus',
      { server: 'allow: {cpus: 1}', repo: 'profiles: {default: {docker: {cpus: 1.1}}}' },
      'denied',
      /docker\.cpus` is `1\.1`.*at most 1/,
      /raise/,
    ],
    [
      'pids',
      { server: 'allow: {pids: 100}', repo: 'profiles: {default: {docker: {pids: 101}}}' },
      'denied',
      /docker\.pids` is `101`.*at most 100/,
      /raise/,
    ],
    [
      'the network',
      { server: 'allow: {network: [none]}', repo: 'profiles: {default: {docker: {network: full}}}' },
      'denied',
      /docker\.network` is `full`.*only `none`/,
      /raise/,
    ],
    [
      'the full network, unless the server lists it',
      { repo: 'profiles: {default: {docker: {network: full}}}' },
      'denied',
      /docker\.network` is `full`.*standard list/,
      /raise/,
    ],
    [
      'a domain that the server does not list',
      { repo: 'profiles: {default: {docker: {network: {allow: [pypi.org, evil.example]}}}}' },
      'denied',
      /allows only .*not `evil\.example`/,
      /raise/,
    ],
    [
      'more than the server lists by a star',
      {
        server: 'allow: {network: ["*.a.example"]}',
        repo: 'profiles: {default: {docker: {network: {allow: ["*.b.example"]}}}}',
      },
      'denied',
      /not `\*\.b\.example`/,
      /raise/,
    ],
    [
      'a setting of the server',
      { repo: 'profiles: {default: {docker: {user: 1}}}' },
      'denied',
      /docker\.user` is `1`.*by itself/,
      /`image`, `memory`/,
    ],
    [
      'a limit',
      { repo: 'profiles: {default: {limits: {file: 60m}}}' },
      'denied',
      /`profiles\.default\.limits\.file` is `60m`.*at most 50m/,
      /raise/,
    ],
    [
      'a number of files',
      { repo: 'profiles: {default: {limits: {files: 5001}}}' },
      'denied',
      /limits\.files` is `5001`.*at most 5000/,
      /raise/,
    ],
    [
      'a variable',
      { repo: 'profiles: {default: {env: [AWS_SECRET]}}' },
      'denied',
      /`profiles\.default\.env` asks for `AWS_SECRET`.*not pass to acme\/web/,
      /variables\.AWS_SECRET/,
    ],
    [
      'a variable for another repository',
      { server: KEY, repo: 'profiles: {default: {env: [OPENAI_API_KEY]}}', repository: 'acme/webber' },
      'denied',
      /not pass to acme\/webber/,
      /variables/,
    ],
    [
      'a variable of another profile',
      {
        server: 'variables: {K: {repositories: [acme/*], profiles: [a]}}\nprofiles: {a: {}}',
        repo: 'profiles: {default: {env: [K]}}',
      },
      'denied',
      /to other profiles only/,
      /variables\.K/,
    ],
  ])('%s', async (_, given, code, message, hint) => {
    const error = await rejected(given);
    expect({ code: error.code, message: error.message, hint: error.hint }).toEqual({
      code,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });
});

test("the App's key is refused even where a configuration was made past the schema", async () => {
  const server = await parseServerConfig('variables: {K: {repositories: [acme/*]}}');
  const repo = await parseRepoConfig();
  const asking = { ...repo, profiles: { default: { settings: {}, limits: {}, env: ['PRIVATE_KEY'] } } };
  const allowing = { ...server, variables: { PRIVATE_KEY: { repositories: ['acme/*'] } } };
  await expect(
    resolveProfile({ server: allowing, repo: asking, repository: 'acme/web' }),
  ).rejects.toMatchObject({
    code: 'denied',
    message: expect.stringContaining('`PRIVATE_KEY`, which belongs to the server itself'),
  });
});

test('the names of profiles', async () => {
  const repo = await parseRepoConfig('profile: a\nprofiles: {a: {}, safe: {}}');
  const server = await parseServerConfig(SERVER);
  expect(profileNames(server, repo)).toEqual(['default', 'safe', 'a']);
  expect(profileNames({ ...server, allow: { ...server.allow, profiles: false } }, repo)).toEqual([
    'default',
    'safe',
  ]);
  expect(profileName({ server, repo })).toBe('a');
  expect(profileName({ server, repo, flags: { profile: 'safe' } })).toBe('safe');
});

test('agents have keys that the server may pass, and are known once', () => {
  expect(new Set(AGENT_NAMES).size).toBe(AGENTS.length);
  expect([...AGENT_NAMES].sort()).toEqual(AGENT_NAMES);
  expect(agentEnvironment('claude')).toEqual({
    SPECKIT_INTEGRATION_CLAUDE_EXTRA_ARGS: '--dangerously-skip-permissions',
  });
  expect(agentEnvironment('copilot')).toEqual({});
});

test.each(AGENTS.flatMap(agent => agent.keys))('the schema takes %s', async key => {
  await expect(parseServerConfig(`variables: {${key}: {repositories: [a/b]}}`)).resolves.toBeDefined();
});
