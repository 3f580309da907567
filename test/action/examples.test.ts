import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { INPUTS } from '../../action/inputs.ts';

const root = path.join(import.meta.dirname, '..', '..');
const read = (...name: string[]) => readFileSync(path.join(root, ...name), 'utf8');

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Workflow {
  permissions: unknown;
  jobs: Record<
    string,
    { permissions?: unknown; 'timeout-minutes'?: number; concurrency?: object; steps: Step[] }
  >;
}

const examples = readdirSync(path.join(root, 'action', 'examples')).map(name => ['action', 'examples', name]);
const workflows = [...examples, ['.github', 'workflows', 'release.yml']].map(
  name => [name.join('/'), read(...name)] as const,
);

describe.each(workflows)('%s', (_name, text) => {
  const { permissions, jobs } = parse(text) as Workflow;
  const steps = Object.values(jobs).flatMap(job => job.steps);

  it('grants nothing to all, to each job what it names, and ends by itself', () => {
    expect(permissions).toEqual({});
    for (const job of Object.values(jobs)) {
      expect(job.permissions).toBeTypeOf('object');
      expect(job['timeout-minutes']).toBeGreaterThan(0);
    }
  });

  it('names a version of every action, leaves no credentials behind and puts no words of others into a script', () => {
    for (const { uses, run, with: inputs } of steps) {
      if (uses) expect(uses).toMatch(/^[\w-]+\/[\w.-]+@v\d/);
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

it('the examples lose no command that waits, and cancel from outside of the group', () => {
  const { jobs } = parse(read('action', 'examples', 'comments.yml')) as Workflow;
  expect(jobs.run?.concurrency).toMatchObject({ queue: 'max', 'cancel-in-progress': false });
  expect(jobs.cancel?.concurrency).toBeUndefined();
  expect(jobs.cancel?.permissions).toMatchObject({ actions: 'write' });
});
