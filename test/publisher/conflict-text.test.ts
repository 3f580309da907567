import { describe, expect, test } from 'vitest';
import {
  type ConflictQuestion,
  conflictMarker,
  parseAnswerMarker,
  parseConflictMarker,
} from '../../shared/github/conflict-question.ts';
import { answeredText, askedText, detailText, threadText } from '../../shared/github/conflict-text.ts';
import { NEW, RUN } from './runs.ts';

const ID = '43b759036623caaeab15';
const ASKING = { run: RUN, branchHead: NEW };

function question(parts: Partial<ConflictQuestion> = {}): ConflictQuestion {
  return {
    ...{ id: ID, path: 'src/a.txt', paths: ['src/a.txt'], kind: 'content', places: [], branchLines: [] },
    branch: { kind: 'text', text: 'mine\n', executable: false },
    result: { kind: 'text', text: 'theirs\n', executable: false },
    ...parts,
  };
}

test('markers come back as they went in, and only at the beginning', () => {
  expect(parseConflictMarker(threadText(ASKING, question()))).toEqual({ run: RUN.id, conflict: ID });
  expect(parseConflictMarker(`quoted ${conflictMarker(RUN.id, ID)}`)).toBeUndefined();
  expect(parseAnswerMarker(answeredText('result', 'dependabot[bot]'))).toEqual({
    side: 'result',
    by: 'dependabot[bot]',
  });
  expect(parseAnswerMarker('<!-- speckit-remote answer=both by=x -->')).toBeUndefined();
});

describe('a thread', () => {
  test('shows both versions, what made them and how to answer', () => {
    const places = [{ start: 4, end: 4, ours: ['mine'], theirs: ['theirs', 'too'] }];
    const placement = { start: 4, end: 4, covered: 1, suggestion: 'theirs\ntoo\n' };
    const body = threadText(ASKING, question({ places, branchLines: ['1', '2', '3', 'mine'] }), placement);
    expect(body).toContain('`2222222`');
    expect(body).toContain('in line 4:\n\n```\nmine\n```');
    expect(body).toContain(`Run \`${RUN.id}\` (\`specify\` on`);
    expect(body).toContain('```suggestion\ntheirs\ntoo\n```');
    expect(body).toContain('/speckit keep branch');
  });

  test('says when its suggestion covers a part', () => {
    const places = [1, 9].map(at => ({ start: at, end: at, ours: ['x'], theirs: ['y'] }));
    const body = threadText(ASKING, question({ places }), {
      start: 1,
      end: 1,
      covered: 1,
      suggestion: 'y\n',
    });
    expect(body).toContain('covers 1 of 2 places');
  });

  test.each<[string, Partial<ConflictQuestion>, RegExp]>([
    [
      'deleted by the branch',
      { kind: 'modify/delete', branch: { kind: 'absent' } },
      /branch deleted `src\/a\.txt`, and the run changed/,
    ],
    [
      'deleted by the run',
      { kind: 'modify/delete', result: { kind: 'absent' } },
      /run deleted `src\/a\.txt`, and the branch changed/,
    ],
    [
      'binary',
      { kind: 'binary', result: { kind: 'binary', bytes: 2048, executable: false } },
      /2\.0 kB that are no text/,
    ],
    ['symlinks', { kind: 'symlink', result: { kind: 'symlink', target: '../`x`' } }, /symbolic link to ``/],
    ['a folder', { kind: 'file/directory', branch: { kind: 'folder' } }, /has a folder/],
    [
      'a rename',
      { kind: 'rename/rename', result: { kind: 'text', text: '', executable: true, path: 'b' } },
      /has `b` \(executable\):\n\n\(an empty file\)/,
    ],
    [
      'a submodule',
      { kind: 'submodule', branch: { kind: 'submodule', commit: NEW } },
      /a submodule at `2222222`/,
    ],
    ['a kind of later', { kind: 'other' }, /disagree about `src\/a\.txt`/],
  ])('about what is %s', (_what, parts, pattern) => {
    expect(threadText(ASKING, question(parts))).toMatch(pattern);
  });

  test('holds whatever the files hold', () => {
    const text = `\`\`\`\n\u202e@everyone ghp_${'a'.repeat(36)}\n${'long line\n'.repeat(5_000)}`;
    const body = threadText(ASKING, question({ result: { kind: 'text', text, executable: false } }));
    expect(body.length).toBeLessThan(16_000);
    expect(body).toContain('left out');
    expect(body).not.toMatch(/ghp_a|\u202e/);
    expect(body).toMatch(/^````$/m);
  });
});

describe('the list in the status comment', () => {
  test('links threads, and asks itself where there is none', () => {
    const text = askedText(RUN, [
      { id: ID, path: 'a', url: 'https://ghe.example/t' },
      { id: 'b'.repeat(20), path: 'b', detail: detailText(ASKING, question()) },
      { id: 'c'.repeat(20), path: 'c', url: 'https://ghe.example/c', answer: { side: 'branch', by: 'mona' } },
    ]);
    expect(text).toContain('- `a`: [thread](https://ghe.example/t)');
    expect(text).toContain('`/speckit keep result bbbbbbbbbb`');
    expect(text).toContain("(mona chose the branch's)");
  });

  test('stays within its room, details first', () => {
    const detail = 'x'.repeat(3_000);
    const many = Array.from({ length: 400 }, (_, at) => ({
      id: `${at}`.padStart(20, 'a'),
      path: `file-${at}`,
      detail,
    }));
    const text = askedText(RUN, many);
    expect(text.length).toBeLessThan(42_000);
    expect(text).toMatch(/… and \d+ more conflicts\./);
  });
});
