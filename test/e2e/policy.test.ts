import { beforeAll, describe, expect, test } from 'vitest';
import type { Scenario } from './support/scenario.ts';
import { EVERYWHERE, useStage } from './support/stage.ts';

const KEY = 'npm_abcdefghijklmnopqrstuvwxyz0123456789';
const stage = useStage({
  variables: { NPM_TOKEN: KEY, OTHER_TOKEN: 'other-token-of-the-server' },
  config: {
    bots: ['helper[bot]'],
    variables: { OTHER_TOKEN: { repositories: ['somebody/else'] }, NPM_TOKEN: { repositories: EVERYWHERE } },
  },
});

const CONFIG = '.github/speckit.yml';

describe('a command with a mistake gets one reply', () => {
  let at: Scenario;
  beforeAll(async () => {
    at = await stage.scenario();
  });

  test.each([
    ['/speckit rn plan', ['There is no command `rn`', 'Did you mean `run`?']],
    ['/speckitt run plan', ['Did you mean `/speckit run`?']],
    ['/speckit run', ['phase']],
    ['/speckit run plann', ['There is no phase `plann`', 'Did you mean `plan`?']],
    ['/speckit run --profil fast plan', ['There is no flag `--profil`', 'Did you mean `--profile`?']],
    ['/speckit run --profile defalt plan', ['`defalt`', 'Did you mean `default`?']],
    ['/speckit run --driver dokcer plan', ['There is no driver `dokcer`', 'Did you mean `docker`?']],
    ['/speckit run --driver docker -- true', ['`--driver`', 'belongs to the server']],
    ['/speckit run --agent claud plan', ['There is no agent `claud`', 'Did you mean `claude`?']],
    ['/speckit run --timeout soon plan', ['`--timeout`', '`soon`']],
    ['/speckit run --timeout 20h -- true', ['`--timeout`', 'allows at most 2h']],
    ['/speckit run --sha abc -- true', ['`--sha`', '40 hexadecimal']],
    ['/speckit run --feature ../etc plan', ['`--feature`']],
    ['/speckit run specify', ['The phase `specify` needs a description']],
    ['/speckit run -- echo a\u200bb', ['U+200B']],
    ['/speckit cancel everything', ['takes one run at most']],
    [`/speckit run ${'x'.repeat(65_000)}`, ['`xxx', 'is not the name of a phase']],
  ])('%.60j', async (body, expected) => {
    const before = at.said().length;
    const said = await at.reply(body);
    for (const part of expected) expect(said).toContain(part);
    expect(said).toContain('`/speckit help` lists the commands.');
    expect(said.length).toBeLessThan(3_000);
    expect(at.said()).toHaveLength(before + 1);
    expect(await at.runs()).toEqual([]);
    const [decision] = await at.decisions();
    expect(decision).toMatchObject({ sender: 'alice', allowed: false, command: body.slice(0, 500) });
  });
});

describe('a comment as long as GitHub allows', () => {
  let at: Scenario;
  beforeAll(async () => {
    at = await stage.scenario();
  });

  test('is taken whole', async () => {
    const start = '/speckit run -- cat > long.txt <<"END"\n';
    const end = '\nEND';
    const text = 'x'.repeat(65_536 - start.length - end.length);
    const run = await at.run(start + text + end);
    expect(run.conclusion).toBe('success');
    expect(await at.read('long.txt')).toBe(`${text}\n`);
  });

  test.each(['x', '/', '`', '> /speckit run plan\n', '/speckit'])('of %j is no request', async part => {
    const body = part.repeat(Math.floor(65_536 / part.length));
    const { status, delivery } = await at.post(body);
    expect(status).toBe(200);
    expect(await stage.isStored(delivery.guid)).toBe(false);
  });
});

describe('a configuration that does not hold', () => {
  let at: Scenario;
  beforeAll(async () => {
    at = await stage.scenario();
  });

  test.each([
    ['profiles: { default: { timeout: soon } }', ['profiles.default.timeout', '`soon`', '30m']],
    ['profile: default\nprofils: {}', ['`profils` is not a known key', 'Known here: `profile`']],
    ['profiles: { default: { driver: dokcer } }', ['profiles.default.driver', '`dokcer`', '`docker`']],
    ['profile: fats\nprofiles: { fast: {} }', ['`fats`', '`fast`']],
    ['a: [', ['is not valid YAML at line 1']],
    ['project: ../up', ['`project`', '`../up`']],
    ['profiles: { default: { env: [PRIVATE_KEY] } }', ['`PRIVATE_KEY`', "the App's key"]],
    [
      'profiles: { mine: { driver: local, env: [WEBHOOK_SECRET] } }\nprofile: mine',
      ['`WEBHOOK_SECRET`', 'never enters'],
    ],
    [
      'profiles: { mine: { driver: local, env: [OTHER_TOKEN] } }\nprofile: mine',
      ['`OTHER_TOKEN`', 'does not pass to'],
    ],
    [
      'profiles: { mine: { driver: local, env: [UNHEARD_OF] } }\nprofile: mine',
      ['`UNHEARD_OF`', 'does not pass to'],
    ],
    [
      'profiles: { default: { local: { path: [/opt] } } }',
      ['profiles.default.local.path', 'belongs to the server'],
    ],
    [
      'profiles: { mine: { driver: docker } }\nprofile: mine',
      ['profiles.mine.driver', 'allows only `local`'],
    ],
    ['profiles: { default: { set: { A: b } } }', ['`profiles.default.set` is not a known key']],
  ])('is answered with its place: %j', async (text, expected) => {
    await at.github.commit(at.repo, 'main', { [CONFIG]: text });
    const said = await at.reply('/speckit run -- env');
    expect(said).toContain(CONFIG);
    for (const part of expected) expect(said).toContain(part);
    expect(await at.runs()).toEqual([]);
  });

  test('on the branch of the pull request plays no part', async () => {
    const own = await stage.scenario({ change: { [CONFIG]: 'profiles: { default: { env: [NPM_TOKEN] } }' } });
    const run = await own.run('/speckit run -- echo "[$NPM_TOKEN]"');
    expect(own.checksOf(run)[0]?.text).toContain('[]');
  });
});

test('a variable that the server passes reaches the command, and nobody reads it', async () => {
  const at = await stage.scenario({
    files: { [CONFIG]: 'profiles: { mine: { driver: local, env: [NPM_TOKEN] } }\nprofile: mine' },
  });
  const run = await at.run(`/speckit run -- echo "[$NPM_TOKEN]"; printf %s "$NPM_TOKEN" | wc -c`);
  const text = at.checksOf(run)[0]?.text ?? '';
  expect(text).toContain(`[${'*'.repeat(KEY.length)}]`);
  expect(text).toContain(String(KEY.length));
  const { store } = stage.world.server.context;
  const rows = await store.database.query('SELECT row_to_json(r) AS row FROM speckit.runs r');
  expect(JSON.stringify([rows, at.said(), stage.world.logged()])).not.toContain(KEY);
});

describe('a command is refused', () => {
  let desk: Scenario;
  beforeAll(async () => {
    desk = await stage.scenario();
  });

  test.each([
    ['bob', 'read'],
    ['carol', 'triage'],
    ['stranger', 'none'],
  ] as const)('of %s, who may %s', async (user, role) => {
    desk.github.setPermission(desk.repo, user, role);
    expect(await desk.reply('/speckit run -- true', user)).toContain(
      `\`${user}\` has no write permission here`,
    );
    expect(await desk.runs()).toEqual([]);
    const [decision] = await desk.decisions();
    expect(decision).toMatchObject({ sender: user, allowed: false });
  });

  test('of somebody who may not ask, without a word about mistakes in the configuration', async () => {
    await desk.github.commit(desk.repo, 'main', { [CONFIG]: 'secret-key-name: 1' });
    const said = await desk.reply('/speckit run -- true', 'bob');
    expect(said).toContain('has no write permission');
    expect(said).not.toContain('secret-key-name');
  });

  test.each(['/speckit run plann', '/speckitt run plan', '/speckit rnu'])(
    'of somebody who may not ask, without a word about its spelling: %s',
    async body => {
      const said = await desk.reply(body, 'bob');
      expect(said).toContain('`bob` has no write permission here');
      expect(said).not.toContain('Did you mean');
    },
  );

  test('with a mistake for an owner whom the server does not serve, too', async () => {
    const at = await stage.scenario({ owner: 'nowhere' });
    expect(await at.reply('/speckit rnu')).toContain('This server does not work for nowhere/shop');
  });

  test('for an owner whom the server does not serve, before anything is asked of GitHub', async () => {
    const at = await stage.scenario({ owner: 'elsewhere' });
    const asked = at.github.requests.length;
    expect(await at.reply('/speckit run -- true')).toContain('This server does not work for elsewhere/shop');
    const reads = at.github.requests.slice(asked).filter(one => one.path.includes('elsewhere/shop/contents'));
    expect(reads).toEqual([]);
    expect(await at.decisions()).toMatchObject([{ allowed: false }]);
  });

  test('on a pull request from a fork', async () => {
    const at = await stage.scenario();
    const fork = await at.github.fork(at.repo, 'mallory');
    await at.github.commit(fork.fullName, 'evil', { 'x.txt': 'x\n' }, 'Change', 'mallory');
    const pull = await at.github.openPullRequest({
      repo: at.repo,
      head: 'evil',
      author: 'mallory',
      fork: fork.fullName,
    });
    const { delivery } = await at.github.comment({
      ...at,
      pr: pull.number,
      user: 'alice',
      body: '/speckit run -- env',
    });
    expect(await at.outcome(delivery)).toContain('comes from a fork');
    const replies = at.github
      .comments(at.repo, pull.number)
      .filter(one => one.user === at.github.app.botLogin);
    expect(replies.map(one => one.body)).toEqual([expect.stringContaining('comes from a fork')]);
  });

  test('on a closed pull request', async () => {
    const at = await stage.scenario();
    await at.github.closePullRequest(at.repo, at.pr);
    expect(await at.reply('/speckit run -- true')).toContain('This pull request is closed');
  });

  test('of everybody but admins where a file says so, a retry included', async () => {
    const at = await stage.scenario({ files: { [CONFIG]: 'admin: { shell: true, phases: [implement] }' } });
    expect(await at.reply('/speckit run -- true')).toContain('Shell commands are left to admins');
    expect(await at.reply('/speckit run implement')).toContain('The phase `implement` is left to admins');
    expect((await at.run('/speckit run -- true', at.owner)).conclusion).toBe('success');
    expect(await at.reply('/speckit retry')).toContain('Shell commands are left to admins');
    expect((await at.decisions()).map(one => one.allowed)).toEqual([false, true, false, false]);
  });
});

describe('bots', () => {
  let at: Scenario;
  beforeAll(async () => {
    at = await stage.scenario();
  });

  test('are refused without an answer', async () => {
    at.github.addUser('robot[bot]', { type: 'Bot' });
    at.github.setPermission(at.repo, 'robot[bot]', 'write');
    expect(await at.reply('/speckit run -- true', 'robot[bot]')).toBe('');
    expect(await at.reply('/speckit rnu plan', 'robot[bot]')).toBe('');
    const refused = { sender: 'robot[bot]', allowed: false };
    expect(await at.decisions()).toMatchObject([refused, refused]);
  });

  test('on the list may', async () => {
    at.github.addUser('helper[bot]', { type: 'Bot' });
    const run = await at.run('/speckit run -- echo x > x.txt', 'helper[bot]');
    expect(run).toMatchObject({ conclusion: 'success', sender: { login: 'helper[bot]' } });
  });

  test('of the App itself are never heard', async () => {
    const { status, delivery } = await at.post('/speckit run -- true', at.github.app.botLogin);
    expect(status).toBe(200);
    expect(await stage.isStored(delivery.guid)).toBe(false);
  });
});

describe('a webhook', () => {
  let at: Scenario;
  beforeAll(async () => {
    at = await stage.scenario();
  });

  test.each([
    ['a wrong signature', `sha256=${'0'.repeat(64)}`],
    ['no signature', null],
  ])('with %s is turned away, and nothing is stored', async (_, signature) => {
    const { delivery } = await at.post('Just talking');
    const payload = structuredClone(delivery.payload) as { comment: { body: string } };
    payload.comment.body = '/speckit run -- true';
    const forged = await at.github.deliver('issue_comment', payload, { signature });
    expect([400, 401]).toContain(forged.response?.status);
    expect(await stage.isStored(forged.guid)).toBe(false);
    expect(await at.runs()).toEqual([]);
  });

  test('about an edited comment asks for nothing', async () => {
    const { delivery } = await at.github.comment({
      ...at,
      user: 'alice',
      body: 'Hi',
      edited: '/speckit run -- true',
    });
    await delivery?.finished;
    expect(delivery).toMatchObject({ action: 'edited', response: { status: 200 } });
    expect(await stage.isStored(delivery?.guid ?? '')).toBe(false);
  });
});
