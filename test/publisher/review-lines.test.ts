import { describe, expect, test } from 'vitest';
import type { ConflictPlace, ConflictQuestion } from '../../shared/github/conflict-question.ts';
import { placementOf, shownLines } from '../../shared/github/review-lines.ts';

describe('the lines that a patch shows', () => {
  test.each<[string, string, { start: number; end: number }[]]>([
    ['a hunk', '@@ -1,7 +1,8 @@ function a\n x\n', [{ start: 1, end: 8 }]],
    [
      'two hunks',
      '@@ -1,3 +1,3 @@\n x\n@@ -20,6 +21,9 @@\n y',
      [
        { start: 1, end: 3 },
        { start: 21, end: 29 },
      ],
    ],
    ['one line', '@@ -0,0 +1 @@\n+x', [{ start: 1, end: 1 }]],
    ['a file that is gone', '@@ -1,2 +0,0 @@\n-x\n-y', []],
    ['text that looks like a hunk', '@@ -1 +1 @@\n-@@ -5,5 +5,5 @@\n+x', [{ start: 1, end: 1 }]],
  ])('%s', (_what, patch, lines) => {
    expect(shownLines(patch)).toEqual(lines);
  });
});

const LINES = Array.from({ length: 30 }, (_, at) => `line ${at + 1}`);
const text = (lines: readonly string[]) =>
  ({ kind: 'text', text: `${lines.join('\n')}\n`, executable: false }) as const;

function question(places: ConflictPlace[], parts: Partial<ConflictQuestion> = {}): ConflictQuestion {
  const [branch, result] = [text(LINES), text(LINES)];
  return {
    id: 'abcdef',
    path: 'a',
    paths: ['a'],
    kind: 'content',
    branch,
    result,
    places,
    branchLines: LINES,
    ...parts,
  };
}
const place = (start: number, end: number, theirs: string[]): ConflictPlace => ({
  ...{ start, end, theirs },
  ours: LINES.slice(start - 1, end),
});

describe('where a thread hangs', () => {
  test.each<[string, ConflictQuestion, { start: number; end: number }[], ReturnType<typeof placementOf>]>([
    [
      'on its lines, with what replaces them',
      question([place(10, 11, ['ten', 'and more'])]),
      [{ start: 7, end: 14 }],
      { start: 10, end: 11, covered: 1, suggestion: 'ten\nand more\n' },
    ],
    [
      'nowhere where the diff does not show all of them',
      question([place(10, 12, ['x'])]),
      [{ start: 7, end: 11 }],
      undefined,
    ],
    [
      'all places in one, with the lines between them',
      question([place(3, 3, ['three']), place(5, 6, [])]),
      [{ start: 1, end: 8 }],
      { start: 3, end: 6, covered: 2, suggestion: 'three\nline 4\n' },
    ],
    [
      'the first place that is shown, where one hunk does not show all',
      question([place(3, 3, ['three']), place(20, 20, ['twenty'])]),
      [{ start: 18, end: 24 }],
      { start: 20, end: 20, covered: 1, suggestion: 'twenty\n' },
    ],
    [
      'on the line before a place where the branch has nothing',
      question([place(8, 7, ['new'])]),
      [{ start: 5, end: 10 }],
      { start: 7, end: 7, covered: 1, suggestion: 'line 7\nnew\n' },
    ],
    [
      'on the first line for a place before it',
      question([place(1, 0, ['new'])]),
      [{ start: 1, end: 4 }],
      { start: 1, end: 1, covered: 1, suggestion: 'new\nline 1\n' },
    ],
    [
      'with an empty suggestion where the result deletes',
      question([place(5, 6, [])]),
      [{ start: 1, end: 8 }],
      { start: 5, end: 6, covered: 1, suggestion: '' },
    ],
    [
      'without a suggestion that Markdown would change',
      question([place(5, 5, ['five\r'])]),
      [{ start: 1, end: 8 }],
      { start: 5, end: 5, covered: 1 },
    ],
    [
      'without a suggestion that holds what looks like a credential',
      question([place(5, 5, [`ghp_${'a'.repeat(36)}`])]),
      [{ start: 1, end: 8 }],
      { start: 5, end: 5, covered: 1 },
    ],
    [
      'without a suggestion about the end of a file without a newline',
      question([place(30, 30, ['end'])], {
        branch: { kind: 'text', text: LINES.join('\n'), executable: false },
      }),
      [{ start: 27, end: 30 }],
      { start: 30, end: 30, covered: 1 },
    ],
  ])('%s', (_what, asked, shown, placement) => {
    expect(placementOf(asked, shown)).toEqual(placement);
  });
});
