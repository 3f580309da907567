import { describe, expect, it } from 'vitest';
import { code, codeCell, escapeMarkdown, fence, neutraliseMentions } from '../../shared/text/markdown.ts';

const Z = '\u200b';

describe('fence', () => {
  it.each([
    ['a', '', '```\na\n```'],
    ['a\n', 'console', '```console\na\n```'],
    ['', '', '```\n```'],
    ['a\n```\nb', '', '````\na\n```\nb\n````'],
    ['`````', '', '``````\n`````\n``````'],
    ['a', 'x`y z\n', '```xyz\na\n```'],
  ])('%j %j', (text, info, output) => expect(fence(text, info)).toBe(output));
});

describe('code', () => {
  it.each([
    ['a b', '`a b`'],
    ['a`b', '``a`b``'],
    ['`a``', '``` `a`` ```'],
    ['a\n b', '`a b`'],
    ['', ''],
  ])('%j', (text, output) => expect(code(text)).toBe(output));

  it('keeps a table whole', () => expect(codeCell('a|b')).toBe('`a\\|b`'));
});

describe('neutraliseMentions', () => {
  it.each([
    ['hi @octocat and @org/team', `hi @${Z}octocat and @${Z}org/team`],
    ['closes #12, o/r#3, GH-4', `closes #${Z}12, o/r#${Z}3, GH-${Z}4`],
    ['a @ b # c', 'a @ b # c'],
  ])('%j', (text, output) => expect(neutraliseMentions(text)).toBe(output));
});

describe('escapeMarkdown', () => {
  it.each([
    ['plain words, 1.5.', 'plain words, 1.5.'],
    ['**b** _i_ `c` ~s~', '\\*\\*b\\*\\* \\_i\\_ \\`c\\` \\~s\\~'],
    ['![x](http://a)', '\\!\\[x\\]\\(http://a\\)'],
    ['<img src=x> &amp;', '&lt;img src=x&gt; &amp;amp;'],
    ['# title', '\\# title'],
    ['- item', '\\- item'],
    ['1. item', '1\\. item'],
    ['two\n# lines', 'two # lines'],
    ['a|b', 'a\\|b'],
    ['@octocat', `@${Z}octocat`],
    ['a\u202eb', 'ab'],
  ])('%j', (text, output) => expect(escapeMarkdown(text)).toBe(output));
});
