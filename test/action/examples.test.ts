import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { INPUTS } from '../../action/inputs.ts';
import { parseComment } from '../../shared/command/parse.ts';
import { startsJob } from './support/expression.ts';
import { workflowErrors } from './support/workflow-errors.ts';

const root = path.join(import.meta.dirname, '..', '..');
const read = (...name: string[]) => readFileSync(path.join(root, ...name), 'utf8');

interface Step {
  name?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Workflow {
  on: Record<string, unknown>;
  permissions: unknown;
  jobs: Record<
    string,
    {
      if?: string;
      permissions?: unknown;
      'timeout-minutes'?: number;
      concurrency?: Record<string, unknown>;
      steps: Step[];
    }
  >;
}

const EXAMPLES = path.join(root, 'action', 'examples');
const examples = readdirSync(EXAMPLES).map(name => ['action', 'examples', name]);
const workflows = [...examples, ['.github', 'workflows', 'release.yml']].map(
  name => [name.join('/'), read(...name)] as const,
);
/** A whole commit, and the version that people read. */
const PINNED = /uses: [\w-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
/** Our own, until a release fills in its commit. */
const OWN = /uses: OWNER\/speckit-remote@COMMIT # v1$/;

describe.each(workflows)('%s', (name, text) => {
  const { permissions, jobs } = parse(text) as Workflow;
  const steps = Object.values(jobs).flatMap(job => job.steps);

  it("is a workflow by GitHub's own parser", () => {
    expect(workflowErrors(name, text)).toEqual([]);
    expect(workflowErrors(name, text.replace(/^( +queue:) max$/m, '$1 all'))).not.toEqual([]);
  });

  it('grants nothing to all, to each job what it names, and ends by itself', () => {
    expect(permissions).toEqual({});
    for (const job of Object.values(jobs)) {
      expect(job.permissions).toBeTypeOf('object');
      expect(job['timeout-minutes']).toBeGreaterThan(0);
    }
  });

  it('pins every action to a commit, leaves no credentials behind and puts no words of others into a script', () => {
    const uses = text.split('\n').filter(line => /^\s*(- )?uses:/.test(line));
    expect(uses).not.toHaveLength(0);
    for (const line of uses) expect(PINNED.test(line) || OWN.test(line), line).toBe(true);
    for (const { uses, run, with: inputs } of steps) {
      if (uses?.startsWith('actions/checkout@'))
        expect(inputs).toMatchObject({ 'persist-credentials': false });
      expect(run ?? '').not.toContain('${{');
    }
  });

  it('gives our action only inputs that there are', () => {
    for (const { uses, with: inputs = {} } of steps) {
      if (!uses?.includes('speckit-remote')) continue;
      for (const name of Object.keys(inputs)) expect(INPUTS).toContain(name);
    }
  });
});

describe('the example for comments', () => {
  const { on, jobs } = parse(read('action', 'examples', 'comments.yml')) as Workflow;
  const started = (event: string, payload: object) =>
    Object.entries(jobs).flatMap(([name, { if: condition = 'true' }]) =>
      startsJob(condition, event, payload) ? [name] : [],
    );
  const bodies = [
    ...['/speckit run plan', '/SpecKit Run plan', '  /speckit run plan', '\n\r\n /speckit help'],
    ...[
      '\n \n`/speckit run plan`',
      '```/speckit status```',
      '\u200b/speckit retry',
      '/speckit',
      '/speckit fly',
    ],
    ...['/speckti run plan', '/speckit.plan', '/speckit keep result\nThanks', '/spec-kit run specify A cart'],
    ...['/speckit run specify A button to cancel', "/speckit run -- echo '/speckit cancel'"],
  ];
  const cancels = [
    '/speckit cancel',
    '/speckit  cancel',
    ' \n/speckit cancel r1k7zq3m9x2ab',
    '`/speckit CANCEL`',
  ];
  const prose = ['Looks good to me', 'See src/cart.ts and https://example.org/', 'I would cancel this'];

  it.each(bodies)('starts a job for whatever is a command, or nearly one: %j', body => {
    expect(parseComment(body).type).not.toBe('ignore');
    expect(started('issue_comment', { issue: { number: 1 }, comment: { body } })).toEqual(['run']);
    const comment = { body, in_reply_to_id: 3 };
    expect(started('pull_request_review_comment', { comment })).toEqual(['run']);
  });

  it.each(cancels)('has a job of its own for %j', body => {
    expect(parseComment(body)).toMatchObject({ command: { name: 'cancel' } });
    expect(started('issue_comment', { issue: { number: 1 }, comment: { body } })).toEqual(['cancel']);
  });

  it.each(prose)('starts none for %j', body => {
    expect(started('issue_comment', { issue: { number: 1 }, comment: { body } })).toEqual([]);
  });

  it('starts one for a label of ours, an answer in a thread, and a push to a branch that is not the default', () => {
    expect(started('pull_request', { label: { name: 'speckit:plan' } })).toEqual(['run']);
    expect(started('pull_request', { label: { name: 'bug' } })).toEqual([]);
    expect(started('pull_request_review_comment', { comment: { body: '/speckit keep branch' } })).toEqual([]);
    const repository = { default_branch: 'main' };
    expect(started('push', { ref: 'refs/heads/feature', deleted: false, repository })).toEqual(['look']);
    expect(started('push', { ref: 'refs/heads/main', deleted: false, repository })).toEqual([]);
    expect(started('push', { ref: 'refs/heads/feature', deleted: true, repository })).toEqual([]);
    expect(Object.keys(on)).toEqual(['issue_comment', 'pull_request_review_comment', 'pull_request', 'push']);
  });

  it('loses nothing that waits, and cancels from outside of the group', () => {
    expect(jobs.run?.concurrency).toMatchObject({ queue: 'max', 'cancel-in-progress': false });
    expect(jobs.cancel?.concurrency).toBeUndefined();
    expect(jobs.cancel?.permissions).toMatchObject({ actions: 'write' });
    // Of pushes only the newest waits; in the commands' group it would take their place.
    expect(jobs.look?.concurrency).not.toHaveProperty('queue');
    const groups = [jobs.run, jobs.look].map(job => String(job?.concurrency?.group).split('${{')[0]);
    expect(groups).toEqual(['speckit-', 'speckit-look-']);
  });
});

it('the example on demand has a button and a schedule, and loses neither', () => {
  const { on, jobs } = parse(read('action', 'examples', 'on-demand.yml')) as Workflow;
  expect(Object.keys(on)).toEqual(['workflow_dispatch', 'schedule']);
  expect(jobs.run?.concurrency).toMatchObject({ queue: 'max', 'cancel-in-progress': false });
  const own = jobs.run?.steps.find(({ uses }) => uses?.includes('speckit-remote'));
  expect(own?.with?.command).toMatch(/^\$\{\{ inputs\.command \|\| '.+' \}\}$/);
});

it('a release pins the examples to itself', async () => {
  const { jobs } = parse(read('.github', 'workflows', 'release.yml')) as Workflow;
  const step = jobs.tag?.steps.find(({ name }) => name?.startsWith('Pin the example'));
  const folder = await mkdtemp(path.join(tmpdir(), 'speckit-release-'));
  try {
    await mkdir(path.join(folder, 'action'));
    await cp(EXAMPLES, path.join(folder, 'action', 'examples'), { recursive: true });
    await writeFile(path.join(folder, 'step.sh'), step?.run ?? 'exit 1');
    const env = {
      PATH: process.env.PATH,
      GITHUB_REPOSITORY: 'acme/speckit-remote',
      GITHUB_SHA: 'a'.repeat(40),
      GITHUB_REF_NAME: 'v1.2.3',
    };
    await promisify(execFile)('bash', ['-e', 'step.sh'], { cwd: folder, env });
    const made = path.join(folder, 'examples');
    expect((await readdir(made)).sort()).toEqual(readdirSync(EXAMPLES).sort());
    for (const name of await readdir(made)) {
      const text = await readFile(path.join(made, name), 'utf8');
      const uses = text.split('\n').filter(line => /^\s*(- )?uses:/.test(line));
      for (const line of uses) expect(line).toMatch(PINNED);
      expect(text).toContain(`acme/speckit-remote@${'a'.repeat(40)} # v1.2.3`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
