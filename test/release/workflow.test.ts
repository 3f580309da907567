import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parse } from 'yaml';

vi.setConfig({ testTimeout: 60_000 });
const file = path.join(import.meta.dirname, '..', '..', '.github', 'workflows', 'release.yml');
const workflow = parse(readFileSync(file, 'utf8')) as {
  on: { push: { tags: string[] } };
  jobs: Record<string, { needs?: string | string[]; steps: { name?: string; run?: string }[] }>;
};
const SHA = 'a'.repeat(40);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'speckit-release-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs a step as a runner does, with a program that only notes down what it is asked; `fails` are cases of a shell. */
async function runStep(job: string, name: string, program: string, fails = ''): Promise<string[]> {
  const step = workflow.jobs[job]?.steps.find(one => one.name === name);
  const bin = path.join(folder, 'bin');
  await mkdir(bin);
  const lines = ['#!/bin/sh', `echo "$*" >> ${folder}/asked`, `case "$*" in ${fails} esac`, 'exit 0', ''];
  await writeFile(path.join(bin, program), lines.join('\n'));
  await chmod(path.join(bin, program), 0o755);
  await writeFile(path.join(folder, 'step.sh'), step?.run ?? 'exit 1');
  const env = {
    PATH: `${bin}:${process.env.PATH}`,
    ...{ GITHUB_REPOSITORY: 'Acme/Speckit', GITHUB_REF_NAME: 'v1.2.3', GITHUB_SHA: SHA },
    ...{ GITHUB_ACTOR: 'alice', TOKEN: 'ghs_secret', GH_TOKEN: 'ghs_secret' },
  };
  await promisify(execFile)('bash', ['-eo', 'pipefail', 'step.sh'], { cwd: folder, env });
  return (await readFile(path.join(folder, 'asked'), 'utf8')).split('\n').slice(0, -1);
}

it('a version tag starts a release; nothing is published before everything was tested, and v1 moves last', () => {
  expect(workflow.on.push.tags).toEqual(['v[0-9]+.[0-9]+.[0-9]+']);
  const needs = Object.fromEntries(Object.entries(workflow.jobs).map(([name, job]) => [name, job.needs]));
  expect(needs).toEqual({ verify: undefined, npm: 'verify', images: 'verify', tag: ['npm', 'images'] });
  const runs = Object.values(workflow.jobs).flatMap(({ steps }) => steps.map(({ run }) => run ?? ''));
  expect(runs).toContain('sudo --preserve-env=PATH bash .ci/run');
  expect(runs).toContain('npm publish ./package --access public --provenance');
});

it('both images are pushed under the version, the major version and the commit', async () => {
  const asked = await runStep('images', "Publish the sandbox's image and the proxy's", 'docker');
  const tags = ['v1.2.3', 'v1', SHA];
  expect(asked.filter(line => line.startsWith('push'))).toEqual(
    tags.flatMap(tag => [
      `push --quiet ghcr.io/acme/speckit:${tag}`,
      `push --quiet ghcr.io/acme/speckit-proxy:${tag}`,
    ]),
  );
  expect(asked.join('\n')).not.toContain('ghs_secret');
  expect(asked.at(-1)).toBe('logout ghcr.io');
});

it.each([
  ['moves', ''],
  ['makes', '*PATCH*) exit 1;;'],
])('%s the tag v1, then the release with the examples', async (_name, fails) => {
  const asked = await runStep('tag', 'Move v1 to this release', 'gh', fails);
  const refs = 'repos/Acme/Speckit/git/refs';
  expect(asked).toEqual([
    `api --method PATCH ${refs}/tags/v1 -f sha=${SHA} -F force=true`,
    ...(fails ? [`api --method POST ${refs} -f ref=refs/tags/v1 -f sha=${SHA}`] : []),
    'release create v1.2.3 --repo Acme/Speckit --verify-tag --generate-notes examples/*.yml',
  ]);
});
