import { describe, expect, test } from 'vitest';
import { helpText } from '../../shared/command/help.ts';
import { parseLabel } from '../../shared/command/label.ts';
import { parseComment } from '../../shared/command/parse.ts';
import { checkPhase, checkText, PHASE_WORD, PHASES } from '../../shared/command/phases.ts';
import { definesPhases, projectPhases } from '../../shared/command/project-phases.ts';
import { SpeckitError } from '../../shared/errors.ts';

const caught = (action: () => unknown): SpeckitError => {
  try {
    action();
  } catch (error) {
    if (error instanceof SpeckitError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('checkPhase', () => {
  test.each<[string, string[], string]>([
    ['plan', [], 'plan'],
    ['PLAN', [], 'plan'],
    ['speckit.plan', [], 'plan'],
    ['/speckit.bug.fix', [], 'bug.fix'],
    ['acme.audit', ['acme.Audit'], 'acme.Audit'],
    ['verify', ['verify'], 'verify'],
  ])('%s among %j is %s', (typed, own, name) => {
    expect(checkPhase(typed, own)).toBe(name);
  });

  test.each<[string, string[], RegExp]>([
    ['plann', [], /no phase `plann`\. Did you mean `plan`\?/],
    ['bug.fx', [], /Did you mean `bug\.fix`\?/],
    ['acme.audt', ['acme.audit'], /Did you mean `acme\.audit`\?/],
    ['deploy', [], /no phase `deploy`\.$/],
    ['`x`\n@all', [], /no phase ``` `x` @all ```|no phase `` `x` @all ``/],
  ])('%s among %j is refused', (typed, own, message) => {
    const error = caught(() => checkPhase(typed, own));
    expect(error.code).toBe('usage');
    expect(error.message).toMatch(message);
    expect(error.hint).toContain('`constitution`, `specify`');
    for (const name of own) expect(error.hint).toContain(`\`${name}\``);
  });
});

describe('the phases', () => {
  test('are unique and can be typed', () => {
    expect(new Set(PHASES.map(phase => phase.name)).size).toBe(PHASES.length);
    for (const phase of PHASES) expect(phase.name).toMatch(PHASE_WORD);
  });

  test('an extension stands in front of its phases', () => {
    for (const phase of PHASES.filter(known => known.extension)) {
      expect(phase.name.startsWith(`${phase.extension}.`)).toBe(true);
    }
  });

  test.each(PHASES.map(phase => [phase.name, phase.needsText] as const))(
    '%s needs text: %s',
    (phase, needed) => {
      const check = (text: string) => checkText({ kind: 'phase', phase, text });
      check('something');
      if (!needed) check('');
      else
        expect(caught(() => check(''))).toMatchObject({
          code: 'usage',
          hint: expect.stringContaining(phase),
        });
    },
  );

  test('a shell command needs none', () => {
    checkText({ kind: 'shell', command: 'true' });
  });
});

test.each<[string, string | undefined]>([
  ['speckit:plan', 'plan'],
  ['SpecKit: Bug.Fix ', 'bug.fix'],
  ['speckit:', undefined],
  ['speckit: in progress', undefined],
  ['speckit', undefined],
  ['bug', undefined],
  ['my speckit:plan', undefined],
  ['speckit:--', undefined],
])('the label %j asks for %s', (name, phase) => {
  expect(parseLabel(name)).toEqual(phase === undefined ? undefined : { phase });
});

/** Each level holds the one before ten times. */
const bomb = (end: string) => {
  const levels = [...'bcdefgh'].map(
    (name, at) => `${name}: &${name} [${`*${'abcdefgh'[at]},`.repeat(10)}]\n`,
  );
  return `a: &a x\n${levels.join('')}${end}`;
};

describe('projectPhases', () => {
  const extension = (...names: string[]) =>
    `extension:\n  id: x\nprovides:\n  commands:\n${names.map(name => `    - name: ${name}\n`).join('')}`;

  test('takes those of enabled extensions and presets', () => {
    expect(
      projectPhases([
        {
          path: '.specify/extensions/acme/extension.yml',
          text: extension('speckit.acme.audit', 'speckit.acme.ship'),
        },
        { path: '.specify/extensions/off/extension.yml', text: extension('speckit.off.x') },
        {
          path: '.specify/extensions/.registry',
          text: '{"schema_version": "1.0", "extensions": {"off": {"enabled": false}, "acme": {"enabled": true}}}',
        },
        {
          path: '.specify/presets/lean/preset.yml',
          text: 'provides:\n  templates:\n    - {type: command, name: speckit.specify}\n    - {type: command, name: speckit.brief}\n    - {type: template, name: spec-template}\n',
        },
        { path: '.specify/templates/plan-template.md', text: ': not: yaml' },
      ]),
    ).toEqual({ names: ['acme.audit', 'acme.ship', 'brief', 'specify'], extensions: ['acme'], problems: [] });
  });

  test('takes aliases, but only names of Spec Kit', () => {
    const text =
      'provides:\n  commands:\n    - {name: speckit.a.b, aliases: [speckit.verify, verify, ../x, "speckit.../x"]}\n';
    expect(projectPhases([{ path: '.specify/extensions/a/extension.yml', text }]).names).toEqual([
      'a.b',
      'verify',
    ]);
  });

  test.each<[string, string]>([
    ['broken YAML', 'provides: ['],
    ['no commands where they belong', 'provides: 3'],
    ['a name that is no text', 'provides: {commands: [{name: 3}]}'],
    ['an alias of nothing', 'provides: {commands: *a}'],
    ['an alias bomb', bomb('provides: {commands: *h}')],
  ])('says what it cannot read: %s', (_, text) => {
    const found = projectPhases([{ path: '.specify/extensions/a/extension.yml', text }]);
    expect(found.names).toEqual([]);
    expect(found.problems).toEqual([expect.stringContaining('`.specify/extensions/a/extension.yml`')]);
  });

  test('a broken registry hides nothing', () => {
    const found = projectPhases([
      { path: '.specify/extensions/.registry', text: '[]' },
      { path: '.specify/extensions/a/extension.yml', text: extension('speckit.a.b') },
    ]);
    expect(found.names).toEqual(['a.b']);
    expect(found.problems).toHaveLength(1);
  });

  test.each([
    ['.specify/extensions/acme/extension.yml', true],
    ['.specify/presets/acme/preset.yml', true],
    ['.specify/extensions/.registry', true],
    ['.specify/extensions/acme/commands/extension.yml', false],
    ['docs/.specify/extensions/acme/extension.yml', false],
  ])('wants %s: %s', (path, wanted) => {
    expect(definesPhases(path)).toBe(wanted);
  });
});

test('the help names every command, flag and phase, and its commands parse', () => {
  const help = helpText({ projectPhases: ['acme.audit', 'specify'], profiles: ['default', 'fast'] });
  for (const phase of PHASES) expect(help).toContain(`| \`${phase.name}\` |`);
  for (const flag of ['profile', 'driver', 'agent', 'timeout', 'sha', 'feature'])
    expect(help).toContain(`--${flag} `);
  expect(help).toContain('This project adds: `acme.audit`.');
  expect(help).toContain('Profiles: `default`, `fast`.');
  for (const name of ['run plan', 'run -- id', 'cancel', 'status', 'retry', 'help']) {
    expect(help).toContain(`\`/speckit ${name.split(' ')[0]}`);
    expect(parseComment(`/speckit ${name}`).type).toBe('command');
  }
});
