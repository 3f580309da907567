import { expect, test } from 'vitest';
import { putAside, takeBack } from '../../shared/pipeline/publish-workflows.ts';
import { changesBetween } from '../../shared/sync/changes.ts';
import { newScratch, tempDir, writeTree } from '../sync/repo.ts';

test('workflow files are put aside and come back exactly', async () => {
  await using dir = await tempDir();
  await using scratch = await newScratch(dir.path);
  const { gitDir } = scratch;
  const signal = AbortSignal.timeout(30_000);
  const base = await writeTree(gitDir, {
    '.github/workflows/changed.yml': 'one\n',
    '.github/workflows/deleted.yml': 'two\n',
    '.github/workflows/same.yml': 'three\n',
    'a.txt': 'a\n',
  });
  const result = await writeTree(gitDir, {
    '.github/workflows/changed.yml': 'ONE\n',
    '.github/workflows/same.yml': 'three\n',
    '.github/workflows/deep/new.sh': { mode: '100755', content: '#!/bin/sh\n' },
    'a.txt': 'A\n',
  });
  const changes = await changesBetween(scratch, base, result, { signal });
  const kept = await putAside(scratch, result, changes, signal);
  const visible = await changesBetween(scratch, base, kept, { signal });
  expect(visible.map(({ path, mode }) => `${mode} ${path}`)).toEqual([
    '100644 .github/speckit-kept/deleted-workflows/deleted.yml',
    '100644 .github/speckit-kept/workflows/changed.yml',
    '100755 .github/speckit-kept/workflows/deep/new.sh',
    '100644 a.txt',
  ]);
  expect(await takeBack(scratch, base, kept, signal)).toBe(result);
  expect(await takeBack(scratch, base, base, signal)).toBe(base);
});
