import { expect, test } from 'vitest';
import { inspectResult } from '../../shared/pipeline/inspect.ts';
import type { PipelineRun } from '../../shared/pipeline/types.ts';
import { parseRepoConfig, parseServerConfig } from '../../shared/profile/load.ts';
import { resolveProfile } from '../../shared/profile/resolve.ts';
import { changesBetween } from '../../shared/sync/changes.ts';
import { openObjects } from '../../shared/sync/objects.ts';
import { type Files, newScratch, tempDir, writeTree } from '../sync/repo.ts';

const INIT = {
  '.specify/memory/constitution.md': 'x',
  '.claude/skills/speckit-plan/SKILL.md': 'x',
};

async function inspect(base: Files, theirs: Files, project = '.') {
  await using dir = await tempDir();
  await using scratch = await newScratch(dir.path);
  const [baseTree, theirsTree] = [
    await writeTree(scratch.gitDir, base),
    await writeTree(scratch.gitDir, theirs),
  ];
  await using objects = openObjects(scratch);
  const changes = await changesBetween(scratch, baseTree, theirsTree);
  const repo = await parseRepoConfig(
    `{project: ${project}, protect: ['.specify/', '.claude/', 'db/', '!db/free/']}`,
  );
  const profile = await resolveProfile({
    server: await parseServerConfig(''),
    repo,
    repository: 'acme/shop',
  });
  const run: PipelineRun = {
    ...{ id: 'r1k7zq3m9x2ab', attempt: 1, profile, headSha: '0'.repeat(40), branch: 'b', labels: {} },
    work: { kind: 'phase', phase: 'plan', text: '' },
  };
  const dispose = async () => undefined;
  const download = { scratch, objects, baseTree, theirsTree, changes, [Symbol.asyncDispose]: dispose };
  return await inspectResult(download, run, {}, AbortSignal.timeout(30_000));
}

test.each<[string, Files, Files, RegExp | undefined]>([
  ['nothing protected', { a: '1' }, { a: '2', 'db.txt': 'x' }, undefined],
  ['a protected file', { a: '1' }, { a: '1', 'db/x.sql': 'x' }, /committed: db\/x\.sql\.$/],
  ['a deletion', { 'db/x.sql': 'x', a: '1' }, { a: '1' }, /db\/x\.sql/],
  ["the server's default beside the repository's own", {}, { '.github/workflows/ci.yml': 'x' }, /ci\.yml/],
  ['what set-up adds to a repository without Spec Kit', { a: '1' }, { a: '1', ...INIT }, undefined],
  [
    'anything beside what set-up adds',
    { a: '1' },
    { a: '1', ...INIT, '.claude/settings.json': '{}', '.claude/skills/speckit-evil/SKILL.md': 'x' },
    /committed: \.claude\/settings\.json; \.claude\/skills\/speckit-evil\/SKILL\.md\.$/,
  ],
  [
    'the same where Spec Kit was set up before',
    { '.specify/a': '1' },
    { '.specify/a': '1', ...INIT },
    /committed: \.claude\/skills\/speckit-plan\/SKILL\.md; \.specify\/memory/,
  ],
])('%s', async (_what, base, theirs, refusal) => {
  const rejection = await inspect({ keep: 'x', ...base }, { keep: 'x', ...theirs });
  if (refusal === undefined) return expect(rejection).toBeUndefined();
  expect(rejection).toMatchObject({ keep: true, error: { code: 'rejected' } });
  expect(rejection?.error.message).toMatch(refusal);
  expect(rejection?.error.hint).toContain('/speckit apply r1k7zq3m9x2ab');
});

test('set-up in a project inside the repository', async () => {
  const inside = Object.fromEntries(Object.entries(INIT).map(([path, text]) => [`web/${path}`, text]));
  expect(await inspect({ a: '1' }, { a: '1', ...inside }, 'web')).toBeUndefined();
  expect(await inspect({ a: '1' }, { a: '1', ...INIT }, 'web')).toMatchObject({ keep: true });
});
