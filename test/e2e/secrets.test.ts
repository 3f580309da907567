import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type Ended,
  REPO,
  RUN_TIMEOUT,
  type ShellRuns,
  sandboxesOf,
  startShellRuns,
} from './support/shell-runs.ts';

vi.setConfig(RUN_TIMEOUT);

const TOKEN = 'tok-5f3a9c-Zażółć-77';
/** In a comment, and so in what is stored of it. */
const TOLD = 'told-by-the-person-4';
const KEY = [
  '-----BEGIN TEST KEY-----',
  'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo',
  'MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3A',
  '-----END TEST KEY-----',
].join('\n');
const KEY_LINES = KEY.split('\n').slice(1, 3);
const OTHERS = {
  APP_ID: '471147114711',
  PRIVATE_KEY: 'private-key-4711',
  WEBHOOK_SECRET: 'hook-4711',
  GITHUB_TOKEN: 'ghs_4711471147114711abcd',
};

let runs: ShellRuns;
beforeAll(async () => {
  for (const [name, value] of Object.entries(OTHERS)) vi.stubEnv(name, value);
  runs = await startShellRuns({
    profile: { driver: 'local' },
    secrets: { API_TOKEN: TOKEN, SIGNING_KEY: KEY, TOLD_SECRET: TOLD },
    otherVariables: OTHERS,
  });
});
afterAll(async () => {
  try {
    await expectNoTrace();
  } finally {
    await runs.close();
    vi.unstubAllEnvs();
  }
});

const forms = () => {
  const encoded = Buffer.from(TOKEN).toString('base64');
  return [TOKEN, encoded.replace(/=+$/, '').slice(0, -1), encodeURIComponent(TOKEN), ...KEY_LINES];
};

function expectClean(text: string, where: string): void {
  for (const form of forms()) expect(text.includes(form), `${form} in ${where}`).toBe(false);
}

/** Neither what was sent to GitHub, nor the log, nor any file that the server keeps. */
async function expectNoTrace(): Promise<void> {
  expect(runs.traces()).toContain('before ****');
  expectClean(runs.traces(), 'a request or the log');
  for (const entry of await readdir(runs.world.folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    expectClean((await readFile(file)).toString(), file);
  }
}

const shownOf = ({ said, check, output, run }: Ended) =>
  [said, check.text, Buffer.from(output, 'latin1').toString(), JSON.stringify(run.outcome)].join('\n');

describe.concurrent('a secret printed by the command', () => {
  test.each([
    ['whole', 'printf "%s" "$API_TOKEN"', Buffer.byteLength(TOKEN)],
    [
      'in base64',
      'printf "%s" "$API_TOKEN" | base64 -w0 | tr -d "="',
      Buffer.from(TOKEN).toString('base64url').length,
    ],
    [
      'split over two writes',
      'printf "%.6s" "$API_TOKEN"; sleep 1.5; printf "%s" "$API_TOKEN" | tail -c +7',
      Buffer.byteLength(TOKEN),
    ],
    [
      'byte by byte',
      'printf "%s" "$API_TOKEN" | sed "s/./&/g" | while IFS= read -rn1 c; do printf "%s" "$c"; sleep 0.01; done',
      undefined,
    ],
  ])('%s is masked byte by byte, and offsets stay', async (_how, print, bytes) => {
    const ended = await runs.run(
      `bash -c '${print.replaceAll("'", `'"'"'`)}' | { printf 'before '; cat; printf ' after\\n'; }`,
    );
    expect(ended.run.conclusion).toBe('success');
    expectClean(shownOf(ended), 'what is shown');
    expect(ended.output).toMatch(/^before \*+.{0,2} after\n$/);
    if (bytes !== undefined) {
      expect(ended.run.outputOffset).toBe('before '.length + bytes + ' after\n'.length);
      expect(ended.output).toHaveLength(ended.run.outputOffset);
    }
    for (const event of ended.events)
      if (event.type === 'output') expectClean(Buffer.from(event.bytes).toString(), 'an event');
  });

  test('of several lines, whole or indented, is masked line by line', async () => {
    const ended = await runs.run('echo "$SIGNING_KEY"; echo "$SIGNING_KEY" | sed "s/^/    /"; echo over');
    expectClean(shownOf(ended), 'what is shown');
    expect(ended.output).toHaveLength(2 * (KEY.length + 1) + 4 * 4 + 'over\n'.length);
    expect(ended.output.endsWith('over\n')).toBe(true);
  });

  test('at the very end, cut off by a kill, is masked too', async () => {
    const ended = await runs.run('printf "cut %.12s" "$API_TOKEN"; kill -KILL $$');
    expect(ended.run.conclusion).toBe('failure');
    expect(ended.output).toBe(`cut ${'*'.repeat(12)}`);
  });
});

describe.concurrent('a secret in the result', () => {
  test.each([
    [
      'in a file',
      'mkdir -p conf; printf "a\\nb\\ntoken=%s\\n" "$API_TOKEN" > conf/app.ini; echo fine > fine.txt',
      'conf/app.ini:3',
    ],
    ['in a file, as base64', 'printf "%s" "$API_TOKEN" | base64 -w0 > encoded.txt', 'encoded.txt:1'],
    ['in a file that was there', 'printf "%s\\n" "$SIGNING_KEY" >> src/cart.txt', 'src/cart.txt:'],
    [
      'in a commit of the agent',
      'printf "%s" "$API_TOKEN" > t.txt; git add t.txt; git commit -qm T',
      't.txt:1',
    ],
    ['as the target of a symlink', 'ln -s "$API_TOKEN" here', 'here:1'],
    ['in the name of a file', 'mkdir a; touch "a/$API_TOKEN.txt"', 'a/'],
  ])('%s: nothing is committed, and the message says where', async (_how, command, place) => {
    const ended = await runs.run(command);
    expect(ended.run).toMatchObject({ conclusion: 'failure', commitSha: undefined, resultRef: undefined });
    for (const text of [ended.comment.body, ended.check.summary]) {
      expect(text).toContain('holds the value of a secret');
      expect(text?.replaceAll('\\', '')).toContain(place);
    }
    expectClean(shownOf(ended), 'what is shown');
    expect(ended.after).toBe(ended.before);
    expect(Object.keys(await runs.world.github.refs(REPO))).not.toContain(
      `refs/speckit/runs/${ended.run.id}`,
    );
    expect(await sandboxesOf(runs, ended.run)).toEqual([]);
  });

  test('that the person wrote into the command is not repeated in the commit', async () => {
    const ended = await runs.run(`: '${TOLD}'; echo fine > fine.txt`);
    expect(ended.run.conclusion).toBe('success');
    const { message } = await runs.world.github.commitOf(REPO, ended.branch);
    expect(message).toMatch(/^speckit: shell : '\*{8}/);
  });

  test('in the names that a failure tells of is masked there too', async () => {
    const ended = await runs.run('git init -q "nested-$API_TOKEN"; echo a > "nested-$API_TOKEN/a"');
    expect(ended.run.conclusion).toBe('failure');
    expect(ended.said).toContain('git repository inside');
    expectClean(shownOf(ended), 'what is shown');
  });
});

test('the sandbox has neither a credential of GitHub nor the variables of the server', async () => {
  const ended = await runs.run(
    'env; git config --list; git remote -v; cat .git/config "$HOME/ctl/git/config"; find "$HOME" -name "*cred*"',
  );
  expect(ended.run.conclusion).toBe('success');
  expect(ended.output).toMatch(/^API_TOKEN=\*+$/m);
  for (const [name, value] of Object.entries(OTHERS)) {
    expect(ended.output).not.toContain(value);
    expect(ended.output).not.toMatch(new RegExp(`^${name}=`, 'm'));
  }
  const tokens = runs.world.github.tokens().map(({ token }) => token);
  expect(tokens.length).toBeGreaterThan(0);
  for (const token of tokens) expect(ended.output).not.toContain(token);
  expect(ended.output).not.toMatch(/x-access-token|authorization|^remote\./im);
});
