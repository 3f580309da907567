import { describe, expect, it } from 'vitest';
import {
  code,
  codeCell,
  escapeMarkdown,
  fence,
  neutraliseMentions,
  sentence,
} from '../../shared/text/markdown.ts';

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
    ['https://a.b/c_d/SOME_NAME', 'https://a.b/c_d/SOME_NAME'],
    ['@octocat', `@${Z}octocat`],
    ['a\u202eb', 'ab'],
  ])('%j', (text, output) => expect(escapeMarkdown(text)).toBe(output));
});

describe('sentence', () => {
  it.each([
    ['Use `/speckit retry`, then *wait*.', 'Use `/speckit retry`, then \\*wait\\*.'],
    ['`a`', '`a`'],
    ['`a``b` c', '`a``b` c'],
    ['an `unclosed <b>', 'an \\`unclosed &lt;b&gt;'],
    ['``x`<i>`', '\\``x`&lt;i&gt;\\`'],
    ['`@all <b>` @all', `\`@all <b>\` @${Z}all`],
    ['a\n`b\nc`', 'a `b c`'],
    ['', ''],
  ])('%j', (text, output) => expect(sentence(text)).toBe(output));
});
