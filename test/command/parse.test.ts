import { describe, expect, test } from 'vitest';
import { parseComment } from '../../shared/command/parse.ts';
import type { Command, RunFlags } from '../../shared/command/types.ts';

const phase = (name: string, text = '', flags: RunFlags = {}): Command => ({
  name: 'run',
  work: { kind: 'phase', phase: name, text },
  flags,
});
const shell = (command: string, flags: RunFlags = {}): Command => ({
  name: 'run',
  work: { kind: 'shell', command },
  flags,
});

const SHA = '0123456789abcdef0123456789abcdef01234567';

describe('commands', () => {
  test.each<[string, string, Command]>([
    ['a phase', '/speckit run plan', phase('plan')],
    ['a phase with text', '/speckit run specify a login page', phase('specify', 'a login page')],
    [
      'lines below',
      '/speckit run specify a login\n\n- with `SSO`\n> quoted\n',
      phase('specify', 'a login\n\n- with `SSO`\n> quoted'),
    ],
    ['only lines below', '/speckit run specify\n\na login page', phase('specify', 'a login page')],
    ['CRLF', '\r\n/speckit run specify a\r\nb\r\n', phase('specify', 'a\nb')],
    ['upper case', '/SpecKit RUN Plan Use React', phase('plan', 'Use React')],
    ['blank lines first', '\n \n\t\n/speckit run plan', phase('plan')],
    ['a margin of three', '   /speckit run plan', phase('plan')],
    ['backticks around it', '`/speckit run plan`', phase('plan')],
    ['triple backticks on one line', '```/speckit run plan```', phase('plan')],
    ['backticks inside the text', '/speckit run plan use `x` and "y', phase('plan', 'use `x` and "y')],
    ['runs of blanks', '/speckit  run\t plan   two  blanks', phase('plan', 'two  blanks')],
    ['zero-width characters', '\ufeff/spec\u200bkit run\u200b \u202eplan\u2069', phase('plan')],
    ['a no-break space', '/speckit\u00a0run\u00a0plan', phase('plan')],
    ['an emoji with joiners in the text', '/speckit run plan 👩\u200d💻 x', phase('plan', '👩\u200d💻 x')],
    ['a phase of an extension', '/speckit run bug.fix login', phase('bug.fix', 'login')],
    ["a phase of the project's", '/speckit run acme.audit-all', phase('acme.audit-all')],
    ['text that looks like an unknown flag', '/speckit run plan --strict', phase('plan', '--strict')],
    [
      'a known flag later in the text',
      '/speckit run plan add a --profile flag',
      phase('plan', 'add a --profile flag'),
    ],
    ['shell syntax in the text', '/speckit run plan $(id) `id` {{ x }}', phase('plan', '$(id) `id` {{ x }}')],
    ['an answer', '/speckit keep branch', { name: 'keep', side: 'branch' }],
    [
      'an answer for one run',
      '/speckit KEEP Result R1K7ZQ3M9X2AB',
      { name: 'keep', side: 'result', run: 'r1k7zq3m9x2ab' },
    ],
    [
      'an answer for one conflict',
      '/speckit keep result 43b7590366',
      { name: 'keep', side: 'result', conflict: '43b7590366' },
    ],
    ['a result to apply', '/speckit apply r1k7zq3m9x2ab', { name: 'apply', run: 'r1k7zq3m9x2ab' }],
    [
      'all flags',
      `/speckit run --profile fast --driver Docker --agent CLAUDE --timeout 30m --sha ${SHA.toUpperCase()} --feature specs/001-x/ plan go`,
      phase('plan', 'go', {
        profile: 'fast',
        driver: 'docker',
        agent: 'claude',
        timeoutMs: 1_800_000,
        sha: SHA,
        feature: 'specs/001-x',
      }),
    ],
    [
      'quotes',
      `/speckit run --profile "x y" --feature='a' plan`,
      phase('plan', '', { profile: 'x y', feature: 'a' }),
    ],
    ['an equals sign', '/speckit run --profile=a=b plan', phase('plan', '', { profile: 'a=b' })],
    ['an escape', '/speckit run --profile a\\ "b\\"" plan', phase('plan', '', { profile: 'a b"' })],
    ['flags in upper case', '/speckit run --Profile Fast plan', phase('plan', '', { profile: 'Fast' })],
    ['a shell command', '/speckit run -- npm test', shell('npm test')],
    [
      'a shell command with flags',
      '/speckit run --timeout 90s -- npm test --ci',
      shell('npm test --ci', { timeoutMs: 90_000 }),
    ],
    ['a shell command over lines', '/speckit run -- npm ci\nnpm test\n', shell('npm ci\nnpm test')],
    ['a shell command below', '/speckit run --\nnpm test', shell('npm test')],
    [
      'a shell command in a code block',
      '/speckit run --\n\n```sh\nnpm ci\n  > out `id`\n```\n',
      shell('npm ci\n  > out `id`'),
    ],
    ['a block of tildes', '/speckit run --\r\n~~~~\r\necho ```\r\n~~~\r\n~~~~~\r\n', shell('echo ```\n~~~')],
    ['a shell command in backticks', '`/speckit run -- npm test`', shell('npm test')],
    ['redirections and pipes', '/speckit run -- a | b > c && d', shell('a | b > c && d')],
    ['cancel', '/speckit cancel', { name: 'cancel' }],
    ['cancel with a run', '/speckit cancel R1K7ZQ3M9X2AB', { name: 'cancel', run: 'r1k7zq3m9x2ab' }],
    ['status, with words below', '/speckit status\nhow is it going?', { name: 'status' }],
    ['retry', '/speckit retry r1k7zq3m9x2ab', { name: 'retry', run: 'r1k7zq3m9x2ab' }],
    ['help', '/speckit help', { name: 'help' }],
    ['help about something', '/speckit help run', { name: 'help' }],
    ['help as a flag', '/speckit --help', { name: 'help' }],
    ['nothing', '/speckit', { name: 'help' }],
  ])('%s', (_, body, command) => {
    expect(parseComment(body)).toEqual({ type: 'command', command });
  });
});

describe('ignored', () => {
  test.each<[string, string]>([
    ['nothing', ''],
    ['blanks', ' \n\t\r\n\u200b'],
    ['prose', 'Looks good to me.'],
    ['not on the first line', 'Please:\n/speckit run plan'],
    ['in the middle of a line', 'try /speckit run plan'],
    ['a quotation', '> /speckit run plan\n\nnice'],
    ['a quotation before it', '> what?\n/speckit run plan'],
    ['a code block', '```\n/speckit run plan\n```'],
    ['a block of tildes', '~~~\n/speckit run plan\n~~~'],
    ['an indented block', '    /speckit run plan'],
    ['a tab', '\t/speckit run plan'],
    ['blanks and a tab', '  \t/speckit run plan'],
    ['a code span around a part', '`/speckit run plan` does `it`'],
    ['an open code span', '`/speckit run plan'],
    ['an HTML comment', '<!-- /speckit run plan -->'],
    ['an HTML comment over lines', '<!--\n/speckit run plan\n-->'],
    ['a list', '- /speckit run plan'],
    ['a path', '/speckit/run plan'],
    ["another app's command", '/special run plan'],
    ['a near name without a command', '/spekit is nice'],
    ['a far name', '/spock run plan'],
    ['a longer name', '/speckit-remote run plan'],
    ['no slash', 'speckit run plan'],
    ['a full-width slash', '／speckit run plan'],
  ])('%s', (_, body) => {
    expect(parseComment(body)).toEqual({ type: 'ignore' });
  });
});

describe('replies', () => {
  test.each<[string, string, RegExp, RegExp]>([
    [
      'a misspelt name',
      '/spekit run plan',
      /`\/spekit` is not a command.*mean `\/speckit run`/,
      /new comment/,
    ],
    ['a name with a comma', '/speckit, run plan', /mean `\/speckit run`/, /new comment/],
    ['a misspelt name and a phase', '/spec-kit plan', /mean `\/speckit run plan`/, /new comment/],
    ["Spec Kit's own spelling", '/speckit.plan now', /mean `\/speckit run plan`/, /new comment/],
    ["Spec Kit's spelling for skills", '/speckit-specify x', /mean `\/speckit run specify`/, /new comment/],
    ['swapped letters', '/speckit rnu plan', /no command `rnu`/, /`run`/],
    ['a misspelt command', '/speckit rum plan', /no command `rum`.*mean `run`/, /`cancel`/],
    ['a forgotten run', '/speckit plan', /no command `plan`.*mean `\/speckit run plan`/, /help/],
    [
      'prose',
      '/speckit is nice',
      /no command `is`/,
      /`run`, `cancel`, `status`, `retry`, `keep`, `apply`, `help`/,
    ],
    ['a very long word', `/speckit ${'x'.repeat(60_000)}`, /no command `x{59}…`/, /help/],
    ['no phase', '/speckit run', /needs a phase or a shell command/, /help/],
    ['no phase after flags', '/speckit run --agent claude', /needs a phase/, /help/],
    ['an odd phase', '/speckit run plan! now', /`plan!` is not the name of a phase/, /help/],
    [
      'an unknown flag',
      '/speckit run --profil fast plan',
      /no flag `--profil`.*mean `--profile`/,
      /`--timeout`/,
    ],
    ['a short flag', '/speckit run -p fast plan', /no flag `-p`/, /`--profile`/],
    ['an inherited property as a flag', '/speckit run --constructor x plan', /no flag/, /`--profile`/],
    ['a dash', '/speckit run —profile fast plan', /two hyphens/, /type two hyphens/],
    ['a duplicate', '/speckit run --agent a --agent b plan', /`--agent` is given twice/, /Keep/],
    ['no value at the end', '/speckit run --profile', /`--profile` has no value/, /--profile NAME/],
    ['a flag as the value', '/speckit run --profile --agent x plan', /`--profile` has no value/, /NAME/],
    ['an empty value', '/speckit run --profile= plan', /`--profile` has no value/, /NAME/],
    ['an empty quoted value', '/speckit run --profile "" plan', /`--profile` has no value/, /NAME/],
    ['an open quote', '/speckit run --profile "x plan', /opens a quote/, /Close it/],
    ['typographic quotes', '/speckit run --profile “x y” plan', /typographic quote/, /straight/],
    ['a bad duration', '/speckit run --timeout 30 plan', /`--timeout` is `30`/, /`90s`, `30m` or `2h`/],
    ['a zero duration', '/speckit run --timeout 0m plan', /not a duration/, /`30m`/],
    ['a duration over a day', '/speckit run --timeout 25h plan', /not a duration/, /at most `24h`/],
    ['a short SHA', '/speckit run --sha 0123456 plan', /not a full commit SHA/, /40/],
    ['a branch as the SHA', '/speckit run --sha main plan', /`main`.*not a full commit SHA/, /40/],
    ['a feature outside', '/speckit run --feature ../x plan', /not a directory inside/, /specs\/001-login/],
    ['an absolute feature', '/speckit run --feature /etc plan', /not a directory inside/, /relative/],
    ['a feature like a flag', '/speckit run --feature=-rf plan', /not a directory inside/, /relative/],
    [
      'a flag after the phase',
      '/speckit run plan --profile fast',
      /`--profile` stands after the phase/,
      /before/,
    ],
    ['the same with an equals sign', '/speckit run plan --agent=x', /`--agent` stands after/, /before/],
    ['a phase and a shell command', '/speckit run plan -- npm test', /at once/, /run -- <command>/],
    ['no shell command', '/speckit run --', /no shell command/, /npm test/],
    ['an empty code block', '/speckit run --\n```\n```', /no shell command/, /npm test/],
    ['an open code block', '/speckit run --\n```\nid', /never ends/, /End it/],
    [
      'text below the code block',
      '/speckit run --\n```\nid\n```\nthanks',
      /text below/,
      /only the code block/,
    ],
    ['a command and a code block', '/speckit run -- id\n```\nid\n```', /partly/, /code block/],
    ['a quotation below', '/speckit run -- id\n\nOn Monday he wrote:\n> no', /quotation/, /Remove/],
    ['a bidi override', '/speckit run -- echo \u202egnp', /U\+202E/, /without pasting/],
    ['a zero-width space', '/speckit run -- echo\n\u200bid', /U\+200B/, /without pasting/],
    ['a NUL in the command', '/speckit run -- echo\0 x', /U\+0000/, /without pasting/],
    ['a NUL in the text', '/speckit run plan a\0b', /NUL/, /without pasting/],
    ['a bad run', '/speckit cancel r123', /one run at most, not `r123`/, /r1k7zq3m9x2ab/],
    ['two runs', '/speckit retry r1k7zq3m9x2ab r1k7zq3m9x2ab', /one run at most/, /newest/],
    ['a flag for cancel', '/speckit cancel --profile x', /one run at most/, /newest/],
  ])('%s', (_, body, message, hint) => {
    const parsed = parseComment(body);
    expect(parsed.type).toBe('reply');
    if (parsed.type !== 'reply') return;
    expect(parsed.error.code).toBe('usage');
    expect(parsed.error.message).toMatch(message);
    expect(parsed.error.hint).toMatch(hint);
    expect(parsed.error.message).not.toContain('\n');
  });
});

describe('65,536 characters', () => {
  const SIZE = 65_536;
  const pad = (start: string, unit: string) => (start + unit.repeat(SIZE)).slice(0, SIZE);
  test.each<[string, string]>([
    ['blanks', pad('', ' ')],
    ['line breaks', pad('', '\n')],
    ['backticks', pad('', '`')],
    ['zero-width characters', pad('/speckit run ', '\u200b')],
    ['one word', pad('/speckit run ', 'a')],
    ['a long name', pad('/speckit.', 'a')],
    ['a long flag', pad('/speckit run --', 'a')],
    ['many flags', pad('/speckit run ', '--profile x ')],
    ['an open quote', pad('/speckit run --profile "', '\\"')],
    ['fences', pad('/speckit run --\n', '```\n')],
    ['blank lines and a fence', `${pad('/speckit run --\n', ' \n').slice(0, -8)}\n\`\`\`\nid`],
    ['long text', pad('/speckit run specify ', 'word ')],
    ['many lines', pad('/speckit run specify\n', '>\n')],
    ['many run ids', pad('/speckit cancel ', 'r ')],
  ])('%s', (_, body) => {
    // Quadratic work on this size takes tens of seconds, which nobody waits for a hundred times.
    for (let i = 0; i < 100; i++) expect(parseComment(body).type).toBeTypeOf('string');
  });

  test('a full text arrives whole', () => {
    const text = 'x'.repeat(SIZE - '/speckit run specify '.length);
    expect(parseComment(`/speckit run specify ${text}`)).toEqual({
      type: 'command',
      command: phase('specify', text),
    });
  });
});
