import { describe, expect, it } from 'vitest';
import { featureFor } from '../../shared/speckit/feature.ts';
import { type FeatureClues, findFeature, newFeature } from '../../shared/speckit/find-feature.ts';

const dirs = ['001-login', '002-search', '010-export', 'legacy'];
const clues = (some: Partial<FeatureClues> = {}): FeatureClues => ({
  changedPaths: [],
  branch: 'main',
  dirs,
  ...some,
});

describe('findFeature', () => {
  it.each<[string, Partial<FeatureClues>, string, string]>([
    ['a flag by name', { flag: '002-search' }, 'specs/002-search', 'flag'],
    ['a flag by path', { flag: 'specs/002-search/' }, 'specs/002-search', 'flag'],
    ['a flag by path from the repository', { flag: 'apps/web/specs/legacy' }, 'specs/legacy', 'flag'],
    ['a flag by number', { flag: '10' }, 'specs/010-export', 'flag'],
    ['a flag before everything else', { flag: 'legacy', branch: '001-login' }, 'specs/legacy', 'flag'],
    [
      'what is touched',
      { changedPaths: ['README.md', 'specs/001-login/spec.md'] },
      'specs/001-login',
      'changes',
    ],
    [
      'what is touched before the branch',
      { changedPaths: ['specs/001-login/x'], branch: '002-search' },
      'specs/001-login',
      'changes',
    ],
    [
      'the branch among those touched',
      { changedPaths: ['specs/001-login/x', 'specs/002-search/x'], branch: '002-search' },
      'specs/002-search',
      'branch',
    ],
    ['the branch', { branch: '002-search' }, 'specs/002-search', 'branch'],
    ['the last part of the branch', { branch: 'feature/002-search' }, 'specs/002-search', 'branch'],
    ["the branch's number", { branch: '002-find-things' }, 'specs/002-search', 'branch'],
    ['the only one', { dirs: ['001-login'] }, 'specs/001-login', 'only'],
    [
      'a project of a monorepo',
      { changedPaths: ['specs/001-login/x', 'apps/web/specs/002-search/x'], projectDir: 'apps/web' },
      'specs/002-search',
      'changes',
    ],
  ])('finds %s', (_name, some, directory, by) => {
    expect(findFeature(clues(some))).toEqual({ kind: 'found', directory, by });
  });

  it.each<[string, Partial<FeatureClues>, string[]]>([
    [
      'several touched',
      { changedPaths: ['specs/002-search/a', 'specs/001-login/b'] },
      ['specs/001-login', 'specs/002-search'],
    ],
    ['several and no clue', { dirs: ['002-b', '001-a'] }, ['specs/001-a', 'specs/002-b']],
    [
      'only a removed one touched',
      { dirs: ['001-a', '002-b'], changedPaths: ['specs/003-c/spec.md'] },
      ['specs/001-a', 'specs/002-b'],
    ],
  ])('is ambiguous: %s', (_name, some, candidates) => {
    expect(findFeature(clues(some))).toEqual({ kind: 'ambiguous', candidates });
  });

  it('finds none where there is none', () => {
    expect(findFeature(clues({ dirs: [] }))).toEqual({ kind: 'none' });
  });

  it.each([
    ['002-serch', '`002-search`'],
    ['7', 'There is no feature `7`'],
    ['../../etc', 'There is no feature'],
  ])('refuses the flag %s', (flag, message) => {
    expect(() => findFeature(clues({ flag }))).toThrow(expect.objectContaining({ code: 'usage' }));
    expect(() => findFeature(clues({ flag }))).toThrow(message);
  });

  it('refuses a number that several have', () => {
    expect(() => findFeature(clues({ flag: '1', dirs: ['001-a', '001-b'] }))).toThrow('Several features');
  });
});

describe('newFeature', () => {
  const text = 'I want users to export their notes as PDF, with pictures.';

  it.each<[string, Partial<FeatureClues> & { text?: string; taken?: string[] }, string]>([
    ['the next number and the telling words', {}, 'specs/011-export-notes-pdf-pictures'],
    [
      'a number beyond those taken elsewhere',
      { taken: ['014-other', 'x'] },
      'specs/015-export-notes-pdf-pictures',
    ],
    ['the first number', { dirs: [] }, 'specs/001-export-notes-pdf-pictures'],
    ["the branch's own name", { branch: 'feat/012-pdf' }, 'specs/012-pdf'],
    ["the branch's words, when its number is taken", { branch: '010-pdf' }, 'specs/010-export'],
    [
      "the branch's words, when several have its number",
      { branch: '010-pdf', dirs: ['010-a', '010-b'] },
      'specs/011-pdf',
    ],
    [
      "the branch's words, when its number is taken elsewhere",
      { branch: '012-pdf', taken: ['012-x'] },
      'specs/013-pdf',
    ],
    ['a branch with a time stamp', { branch: '20261120-101500-pdf' }, 'specs/20261120-101500-pdf'],
    [
      'the branch where the text has no Latin words',
      { text: '検索', branch: 'feature/search-page' },
      'specs/011-search-page',
    ],
    ['a last resort', { text: '検索', branch: '検索' }, 'specs/011-feature'],
    [
      "the pull request's own feature again",
      { changedPaths: ['specs/002-search/spec.md'] },
      'specs/002-search',
    ],
    ['a flag with a new name', { flag: 'specs/099-new' }, 'specs/099-new'],
    ['a flag with an old one', { flag: 'legacy' }, 'specs/legacy'],
    [
      'a time stamp is no number',
      { dirs: ['20261120-101500-x', '003-y'] },
      'specs/004-export-notes-pdf-pictures',
    ],
  ])('is %s', (_name, some, directory) => {
    expect(newFeature({ ...clues(), text, ...some })).toMatchObject({ kind: 'found', directory });
  });

  it.each(['../x', '/etc/passwd', 'not a name', '-rf', '$(id)', ''])('refuses the flag %j', flag => {
    expect(() => newFeature({ ...clues(), text, flag })).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});

describe('featureFor', () => {
  const none = { ...clues({ dirs: [] }), text: 'x' };
  const many = { ...clues(), text: 'x' };

  it.each([
    ['plan', many, '`specs/001-login`, `specs/002-search`'],
    ['tasks', none, 'there is none under `specs/`'],
  ])('stops %s', (phase, some, message) => {
    expect(() => featureFor(phase, some)).toThrow(message);
  });

  it('lists no more than ten', () => {
    const dirs = Array.from({ length: 30 }, (_, n) => `${String(n + 1).padStart(3, '0')}-x`);
    expect(() => featureFor('plan', { ...many, dirs })).toThrow(
      /: `specs\/021-x`.*`specs\/030-x` and 20 more\.$/,
    );
  });

  it('asks nothing of phases that can do without', () => {
    expect(featureFor('constitution', many)).toBeUndefined();
    expect(featureFor('bug.fix', none)).toBeUndefined();
    expect(featureFor('deploy', { ...many, branch: '001-login' })).toBe('specs/001-login');
  });
});
