import { describe, expect, it } from 'vitest';
import { openQuestions } from '../../shared/speckit/questions.ts';

const spec = (content: string, path = 'specs/001-x/spec.md') => [{ path, content }];

describe('openQuestions', () => {
  it.each<[string, string, string[]]>([
    ['a marker', 'Kept for [NEEDS CLARIFICATION: how long?] days', ['how long?']],
    ['several on one line', '[NEEDS CLARIFICATION: a] [NEEDS CLARIFICATION: b]', ['a', 'b']],
    ['one over two lines', '[NEEDS CLARIFICATION: which\n  one?]', ['which one?']],
    ['the same twice', '[NEEDS CLARIFICATION: A?]\n[NEEDS CLARIFICATION: a?]', ['A?']],
    ['the words without a question', '- [ ] No [NEEDS CLARIFICATION] markers remain', []],
    ['a quoted one', 'Write `[NEEDS CLARIFICATION: x]` there', []],
    ['one in a fenced block', '```\n[NEEDS CLARIFICATION: x]\n```\nok', []],
    ['one after a fenced block', '```\nx\n```\n[NEEDS CLARIFICATION: y]', ['y']],
  ])('reads %s', (_name, content, questions) => {
    expect(openQuestions(spec(content)).map(question => question.text)).toEqual(questions);
  });

  it.each([
    '.specify/templates/spec-template.md',
    '.claude/skills/speckit-specify/SKILL.md',
    'packages/a/.specify/templates/spec-template.md',
    'src/main.ts',
  ])('does not take the example in %s for one', path => {
    expect(openQuestions(spec('[NEEDS CLARIFICATION: x]', path))).toEqual([]);
  });

  it('reads the reports on bugs, which live in a dot folder', () => {
    expect(openQuestions(spec('[NEEDS CLARIFICATION: x]', '.specify/bugs/a/fix.md'))).toHaveLength(1);
  });

  it('reads what was printed in the prescribed form, and nothing like it', () => {
    const output =
      '**Question:** Who may delete?\nsay **Question:** x?\n**Question:** FR-023\n**Question:** Why? (FR-1)\n';
    expect(openQuestions([], output)).toEqual([{ text: 'Who may delete?' }, { text: 'Why? (FR-1)' }]);
  });

  it('leaves out what a changed file answers', () => {
    const answered = spec('## Clarifications\n\n- Q: Who may delete? → A: Everybody');
    expect(openQuestions(answered, '**Question:** Who may delete? (FR-2)\n')).toEqual([]);
  });

  it('is bounded', () => {
    const many = Array.from(
      { length: 100 },
      (_, n) => `[NEEDS CLARIFICATION: ${n} ${'x'.repeat(2000)}]`,
    ).join('\n');
    const found = openQuestions(spec(many));
    expect(found).toHaveLength(20);
    expect(found[0]?.text).toHaveLength(500);
  });
});
