import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startGitHub } from '../github/index.ts';
import { testGitHub } from './support/test-github.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const VITEST = path.join(
  path.dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
  'vitest.mjs',
);
/** One for each thing that people do; parts of names as patterns. */
const PLAYED = [
  'became a symlink.*the result is kept',
  'on the pull request is for all the rest',
  'by committing the suggestion',
  "by editing the file and resolving the thread keeps the branch's",
  'of somebody who may not write does not count',
  'that was edited into one does not count',
  'in the status comment when the conversation is locked',
];

test('half of the settings is an error that names what is missing', () => {
  expect(testGitHub({})).toBeUndefined();
  const some = { TEST_GITHUB_APP_ID: '1', TEST_GITHUB_PRIVATE_KEY: 'k', TEST_GITHUB_REPOSITORY: 'acme' };
  expect(() => testGitHub({ TEST_GITHUB_APP_ID: '1' })).toThrow('TEST_GITHUB_REPOSITORY');
  expect(() => testGitHub(some)).toThrow('OWNER/NAME');
  expect(() => testGitHub({ ...some, TEST_GITHUB_REPOSITORY: 'a/b' })).toThrow('TEST_GITHUB_ALICE');
  const whole = testGitHub({ ...some, TEST_GITHUB_REPOSITORY: 'a/b', TEST_GITHUB_ALICE: 't' });
  expect(whole).toMatchObject({ owner: 'a', repo: 'b', endpoints: { api: 'https://api.github.com' } });
});

// Nothing but the variables tells the scenarios where they are, and the emulated GitHub cannot reach their App.
test('the conflict scenarios play on a GitHub that is known by TEST_GITHUB_* only', {
  timeout: 900_000,
}, async () => {
  await using github = await startGitHub({ webhookUrl: 'http://127.0.0.1:1/nobody' });
  const { fullName } = await github.createRepository({ owner: 'acme', name: 'scratch', files: { a: 'a\n' } });
  const tokens = { alice: 'write', ben: 'write', eve: 'read' } as const;
  const people = Object.entries(tokens).map(([login, role]) => {
    const { token } = github.addUser(login);
    github.setPermission(fullName, login, role);
    return [`TEST_GITHUB_${login.toUpperCase()}`, token];
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'speckit-scenarios-'));
  try {
    const report = path.join(folder, 'report.json');
    const args = ['run', '--config', 'test/vitest.config.ts', '--reporter=json', `--outputFile=${report}`];
    const files = ['test/e2e/conflict-kinds.test.ts', 'test/e2e/conflict-answers.test.ts'];
    await promisify(execFile)(process.execPath, [VITEST, ...args, '-t', PLAYED.join('|'), ...files], {
      cwd: ROOT,
      env: {
        ...{ PATH: process.env.PATH, HOME: process.env.HOME },
        ...Object.fromEntries(people),
        TEST_GITHUB_APP_ID: String(github.app.id),
        TEST_GITHUB_PRIVATE_KEY: github.app.privateKey,
        TEST_GITHUB_REPOSITORY: fullName,
        TEST_GITHUB_API_URL: github.apiUrl,
      },
      maxBuffer: 2 ** 26,
    }).catch(async error => {
      throw new Error(`The scenarios failed: ${await readFile(report, 'utf8').catch(() => error.stderr)}`);
    });
    const { testResults } = JSON.parse(await readFile(report, 'utf8')) as Report;
    const passed = testResults.flatMap(file => file.assertionResults).filter(one => one.status === 'passed');
    expect(
      passed.map(({ fullName }) => PLAYED.findIndex(name => new RegExp(name).test(fullName))).sort(),
    ).toEqual(PLAYED.map((_, at) => at));
    // Whatever they made is taken away again.
    const left = Object.keys(await github.refs(fullName)).filter(ref => !ref.startsWith('refs/pull/'));
    expect(left).toEqual(['refs/heads/main']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

interface Report {
  testResults: { assertionResults: { status: string; fullName: string }[] }[];
}
