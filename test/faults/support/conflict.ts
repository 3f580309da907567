import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { type Scene, type Seen, type Town, timesRun } from './town.ts';

/** Ten lines, of which the second is changed on both sides. */
const lines = (second = 'p2') =>
  Array.from({ length: 10 }, (_, index) => `${index === 1 ? second : `p${index + 1}`}\n`).join('');

export const FILES = { 'p.txt': lines() };

/** Asks for a run whose command changes what `ben` pushes meanwhile; resolves once it may end. */
export async function collide(town: Town, scene: Scene): Promise<void> {
  const { github } = town;
  const { repo, pr, branch } = scene;
  const gate = path.join(town.folder, `${scene.id}.gate`);
  const body = `/speckit run -- echo once >>${scene.mark}; until [ -e ${gate} ]; do sleep 0.05; done; sed -i 's/^p2$/sandbox/' p.txt`;
  await github.comment({ repo, pr, user: 'alice', body });
  await town.reaches(scene, ({ run }) => run.executingAt !== undefined);
  github.addUser('ben');
  github.setPermission(repo, 'ben', 'write');
  await github.commit(repo, branch, { 'p.txt': lines('ben') }, 'A push', 'ben');
  await appendFile(gate, '');
}

const threadsOf = ({ github }: Town, { repo, pr }: Scene) =>
  github.reviewComments(repo, pr).filter(({ inReplyTo }) => inReplyTo === null);
const ownComments = ({ github }: Town, { repo, pr }: Scene) =>
  github.comments(repo, pr).filter(({ user }) => user === github.app.botLogin);

/** That the conflict is asked once, and the result kept. */
export async function expectAsked(town: Town, scene: Scene, { run }: Seen): Promise<void> {
  const { github } = town;
  expect(run.conclusion).toBe('conflict');
  expect(await timesRun(scene)).toBe(1);
  expect(threadsOf(town, scene).map(({ path: file, resolved }) => [file, resolved])).toEqual([
    ['p.txt', false],
  ]);
  expect(Object.keys(await github.refs(scene.repo))).toContain(`refs/speckit/runs/${run.id}`);
  expect(ownComments(town, scene).map(({ body }) => body)).toEqual([expect.stringContaining(run.id)]);
  const checks = github.checkRuns(scene.repo, scene.headSha);
  expect(checks.map(({ status, conclusion }) => [status, conclusion])).toEqual([
    ['completed', 'action_required'],
  ]);
}

/** That one commit brought the answer, and everything that was asked is closed. */
export async function expectSettled(town: Town, scene: Scene, before: string, { run }: Seen): Promise<void> {
  const { github } = town;
  const { repo, branch, headSha } = scene;
  expect(run.conclusion).toBe('success');
  const commit = await github.commitOf(repo, branch);
  expect(commit.parents).toEqual([before]);
  expect(run.commitSha).toBe(commit.sha);
  expect((await github.readFile(repo, branch, 'p.txt'))?.toString()).toBe(lines('sandbox'));
  expect(threadsOf(town, scene).map(({ resolved }) => resolved)).toEqual([true]);
  expect(Object.keys(await github.refs(repo)).filter(ref => ref.startsWith('refs/speckit/'))).toEqual([]);
  expect(ownComments(town, scene).map(({ body }) => body)).toEqual([expect.stringContaining(run.id)]);
  const conclusions = (sha: string) => github.checkRuns(repo, sha).map(({ conclusion }) => conclusion);
  expect(conclusions(headSha)).toEqual(['action_required', 'success']);
  expect(conclusions(commit.sha)).toEqual(['success']);
}
