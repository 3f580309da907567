import { readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makePlace, type Place } from './support/place.ts';

vi.setConfig({ testTimeout: 120_000 });

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => place[Symbol.asyncDispose]());

const profile = (words: string, options?: Parameters<Place['inside']>[1]) =>
  place.inside(`profile ${words}`, options);
const saved = () => readFile(place.configFile, 'utf8');
const names = async (options?: Parameters<Place['inside']>[1]) => {
  const { profiles } = (await profile('list', options)) as {
    profiles: { name: string; chosen: boolean; source: string; hidden: boolean }[];
  };
  return profiles.map(({ name, source, chosen, hidden }) =>
    [name, source, chosen && 'chosen', hidden && 'hidden'].filter(Boolean).join(' '),
  );
};

it('keeps profiles in a file that only its owner may read, with the comments that are in it', async () => {
  const words = ['profile', 'add', 'big', '--setting', 'memory=8g', '--timeout', '45m', '--use'];
  expect(await place.call(words)).toMatchObject({ exitCode: 0, stderr: '' });
  const big = 'profiles:\n  big:\n    driver: docker\n    timeout: 45m\n    docker:\n';
  expect(await saved()).toBe(`${big}      memory: 8g\nprofile: big\n`);
  expect((await stat(place.configFile)).mode & 0o777).toBe(0o600);
  expect((await stat(path.dirname(place.configFile))).mode & 0o777).toBe(0o700);
  await writeFile(place.configFile, `# mine\n${await saved()}`);
  await profile('edit big --setting cpus=2 --unset docker.memory');
  expect(await saved()).toBe(`# mine\n${big}      cpus: 2\nprofile: big\n`);
});

it('keeps a configuration that is a link a link', async () => {
  const real = path.join(place.home, 'dotfiles.yml');
  await writeFile(real, 'profiles: {one: {}}\n');
  await profile('add gone');
  await rm(place.configFile);
  await symlink(real, place.configFile);
  await profile('add two');
  expect(await readFile(real, 'utf8')).toContain('two:');
  expect(await names()).toEqual(['one own', 'two own', 'default built-in chosen', 'local built-in']);
});

it("shows the project's profiles beside the user's, which come first", async () => {
  await place.writeProjectFile('profile: ci\nprofiles:\n  ci: {driver: e2b}\n  big: {agent: codex}\n');
  await profile('add big');
  const all = ['big own', 'ci project chosen', 'big project hidden', 'default built-in', 'local built-in'];
  expect(await names()).toEqual(all);
  expect(await profile('show big')).toMatchObject({ source: 'own', agent: 'claude' });
});

it('chooses a profile everywhere, or in one project', async () => {
  await place.writeProjectFile('profiles:\n  ci: {driver: e2b}\n');
  await profile('add big');
  expect(await profile('use big')).toEqual({ name: 'big', driver: 'docker', everywhere: true });
  expect(await profile('use ci')).toEqual({ name: 'ci', driver: 'e2b', everywhere: false });
  expect(await names()).toContain('ci project chosen');
  expect(await names({ cwd: place.home })).toContain('big own chosen');
  await profile('use local --here');
  expect(await names()).toContain('local built-in chosen');
  await profile('use --unset --here');
  expect(await names()).toContain('big own chosen');
  await profile('use local --here');
  await profile('add other --use');
  expect(await names()).toContain('other own chosen');
  await profile('use --unset');
  expect(await names()).toContain('default built-in chosen');
  expect(await saved()).not.toMatch(/projects|^profile:/m);
});

it('lets go of what chose a profile that is removed', async () => {
  await profile('add big --use');
  expect(await profile('remove big')).toEqual({ name: 'big', removed: true, wasChosen: true });
  expect(await saved()).toBe('');
});

it('loses none of the profiles that several terminals add at once', async () => {
  const all = ['a', 'b', 'c', 'd'];
  const added = await Promise.all(all.map(name => place.call(['profile', 'add', name])));
  expect(added.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
  expect(await names()).toEqual(expect.arrayContaining(all.map(name => `${name} own`)));
});

const REFUSED: [what: string, words: string, says: RegExp][] = [
  ['no name', 'add --driver docker', /has no name/],
  ['a name that does not fit', 'add ../x', /`profiles\.\.\.\/x` is not a name that fits/],
  ['an unknown driver', 'add x --driver dockr', /`profiles\.x\.driver` is `dockr`.*Did you mean `docker`/],
  ['an unknown agent', 'add x --agent clod', /`profiles\.x\.agent` is `clod`/],
  ['a time that does not fit', 'add x --timeout soon', /`profiles\.x\.timeout` is `soon`/],
  ['an unknown setting', 'add x --setting memry=8g', /`profiles\.x\.docker\.memry` is not a.*mean `memory`/],
  ['a setting without a value', 'add x --setting memory', /`--setting` is `memory`/],
  ['a setting that is no YAML', 'add x --setting cpus=[', /`--setting` is `cpus=\[`.*no YAML/],
  [
    'a variable with its value',
    'add x --env NPM_TOKEN=s3cret',
    /^`--env NPM_TOKEN=…` has a value(?!.*s3cret)/,
  ],
  ['a variable of the server', 'add x --env GITHUB_TOKEN', /`GITHUB_TOKEN` belongs to the server itself/],
  ['a run longer than its sandbox', 'add x --driver e2b --timeout 3h', /lives at most 1h/],
  ['a name that is taken', 'add taken', /a profile `taken` of yours already.*profile edit taken/],
  ['what it does not set', 'edit taken --unset timeout', /`--unset` is `timeout`/],
  ['an unknown profile to use', 'use x', /no profile `x` here/],
  ['no profile to use', 'use', /No profile is named/],
  ['two ways to choose', 'use taken --unset', /takes no profile/],
  ['an unknown profile to change', 'edit x --timeout 1h', /no profile `x`/],
  ["the project's to change", 'edit ofproject --timeout 1h', /belongs to the project/],
  ['an unknown profile to remove', 'remove x', /no profile `x`/],
  ['an unknown profile to test', 'test x', /no profile `x` here/],
];

it.each(REFUSED)('refuses %s, and writes nothing', async (_, words, says) => {
  await place.writeProjectFile('profiles: {ofproject: {}}\n');
  await profile('add taken');
  const before = await saved();
  const error = await profile(words).catch((cause: unknown) => cause as { message: string; hint: string });
  expect(error).toMatchObject({ code: 'usage' });
  const { message, hint } = error as { message: string; hint: string };
  expect(`${message} ${hint}`).toMatch(says);
  expect(await saved()).toBe(before);
});

it('ends with the exit code of bad words', async () => {
  expect(await place.call(['profile', 'use', 'x'])).toMatchObject({ exitCode: 2, stdout: '' });
});

it('refuses a secret as a literal value, and does not print it', async () => {
  const secret = `ghp_${'a1'.repeat(18)}`;
  const called = await place.call(['profile', 'add', 'x', '--set', `NPM_TOKEN=${secret}`]);
  expect(called).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('login NPM_TOKEN') });
  expect(called.stderr).not.toContain(secret);
});

it('names the place of a mistake in the file, and leaves it as it is', async () => {
  await profile('add x');
  const broken = 'profiles:\n  x: {driver: docker, memory: 8g}\n';
  await writeFile(place.configFile, broken);
  await expect(profile('add y')).rejects.toMatchObject({
    code: 'config',
    message: `\`${place.configFile}\`: \`profiles.x.memory\` is not a known key.`,
  });
  expect(await saved()).toBe(broken);
});

it('says where it cannot write', async () => {
  await writeFile(path.join(place.home, '.config'), '');
  await expect(profile('add y')).rejects.toMatchObject({
    code: 'config',
    message: expect.stringContaining('.config/speckit-remote` cannot be written'),
  });
});

const OF_A_PROJECT: [what: string, profile: string, says: RegExp][] = [
  ['the driver local', '{driver: local}', /`profiles\.p\.driver` is `local`, and your configuration allows/],
  ['where a key goes', '{driver: e2b, e2b: {apiUrl: "https://x.example"}}', /`profiles\.p\.e2b\.apiUrl`/],
  [
    'variables of the user',
    '{env: [AWS_SECRET]}',
    /asks for `AWS_SECRET`, which your configuration does not/,
  ],
  ['the whole network', '{docker: {network: full}}', /`profiles\.p\.docker\.network` is `full`/],
];

it.each(OF_A_PROJECT)(
  "lets a project's profile not say %s, unless the user does",
  async (_, fields, says) => {
    const file = `profiles:\n  p: ${fields}\n`;
    await place.writeProjectFile(file);
    await expect(profile('show p')).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringMatching(says),
    });
    await profile('add x');
    await writeFile(place.configFile, file);
    expect(await profile('show p')).toMatchObject({ source: 'own' });
  },
);

it("lets a project choose none of the user's profiles, nor this machine", async () => {
  await profile('add mine');
  for (const name of ['mine', 'local']) {
    await place.writeProjectFile(`profile: ${name}\n`);
    await expect(profile('show')).rejects.toMatchObject({
      code: 'denied',
      hint: expect.stringContaining(`profile use ${name} --here`),
    });
  }
  await profile('use local --here');
  expect(await profile('show')).toMatchObject({ driver: 'local' });
});

it("passes a project's profile the variables that the user names, and never shows a value", async () => {
  await place.writeProjectFile('profiles:\n  p: {env: [NPM_TOKEN]}\n');
  await profile('add x');
  await writeFile(place.configFile, 'variables: [NPM_TOKEN]\n');
  const shown = await profile('show p', { env: { NPM_TOKEN: 'the value' } });
  expect(shown).toMatchObject({ credentials: { NPM_TOKEN: 'environment' } });
  expect(JSON.stringify(shown)).not.toContain('the value');
});
