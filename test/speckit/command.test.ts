import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { findAgent } from '../../shared/profile/agents.ts';
import { missingAgentKeys } from '../../shared/speckit/agent-keys.ts';
import { MAX_TEXT_BYTES, type PhaseCommand, phaseScript } from '../../shared/speckit/command.ts';
import { workflowFile } from '../../shared/speckit/workflow.ts';

const CLAUDE_KEYS = findAgent('claude')?.keys ?? [];

const command = (some: Partial<PhaseCommand> = {}): PhaseCommand => ({
  phase: 'plan',
  text: 'hello',
  agent: 'claude',
  home: '/h',
  ...some,
});

describe('workflowFile', () => {
  it.each(['plan', 'bug.fix', 'agent-context.update', 'my_own'])('makes one step of %s', phase => {
    expect(parse(workflowFile({ phase, agent: 'kiro-cli' }))).toMatchObject({
      inputs: { text: { type: 'string' } },
      steps: [{ command: `speckit.${phase}`, integration: 'kiro-cli', input: { args: '{{ inputs.text }}' } }],
    });
  });

  it('tells clarify that nobody can answer', () => {
    const [step] = parse(workflowFile({ phase: 'clarify', agent: 'claude' })).steps;
    expect(step.input.args).toMatch(/^\{\{ inputs.text \}\}\n\nThis run has no terminal/);
  });

  it.each(['', '{{ inputs.text }}', 'a b', '../x', 'a\nb', '-x', 'x'.repeat(65)])(
    'refuses the phase %j',
    phase => {
      expect(() => workflowFile({ phase, agent: 'claude' })).toThrow(
        expect.objectContaining({ code: 'usage' }),
      );
    },
  );

  it.each(['', 'Claude', '{{ x }}', 'a/b'])('refuses the agent %j', agent => {
    expect(() => workflowFile({ phase: 'plan', agent })).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});

describe('phaseScript', () => {
  it('has the same script for everything a person may write', () => {
    const one = phaseScript(command({ text: "'; rm -rf / #" }));
    expect(one.script).toBe(phaseScript(command({ phase: 'bug.fix', agent: 'gemini' })).script);
    expect(Object.values(one.env).join()).not.toContain('rm -rf');
    expect(one.files.map(file => file.path)).toEqual(['/h/ctl/phase.yml', '/h/ctl/text']);
    expect(one.files[0]?.content.toString()).not.toContain('rm -rf');
  });

  it('passes the feature and the project on', () => {
    const { env } = phaseScript(command({ feature: 'specs/001-x', projectDir: 'apps/web' }));
    expect(env).toMatchObject({
      SPECIFY_FEATURE_DIRECTORY: 'specs/001-x',
      SPECKIT_REMOTE_PROJECT: '/h/repo/apps/web',
      SPECKIT_REMOTE_EXECUTABLE_VARIABLE: 'SPECKIT_INTEGRATION_CLAUDE_EXECUTABLE',
    });
    expect(phaseScript(command()).env).not.toHaveProperty('SPECIFY_FEATURE_DIRECTORY');
  });

  it.each([
    ['too long', 'é'.repeat(MAX_TEXT_BYTES / 2 + 1), '120002 bytes'],
    ['with a NUL', 'a\0b', 'NUL'],
  ])('refuses a text %s', (_name, text, message) => {
    expect(() => phaseScript(command({ text }))).toThrow(message);
  });
});

describe('missingAgentKeys', () => {
  it('knows some', () => {
    expect(CLAUDE_KEYS).toContain('ANTHROPIC_API_KEY');
  });

  it.each<[string, Record<string, string>, readonly string[]]>([
    ['claude', {}, CLAUDE_KEYS],
    ['claude', { ANTHROPIC_API_KEY: '' }, CLAUDE_KEYS],
    ['claude', { CLAUDE_CODE_OAUTH_TOKEN: 'x' }, []],
    ['claude', { SPECKIT_INTEGRATION_CLAUDE_EXECUTABLE: '.demo/claude' }, []],
    ['unknown', {}, []],
  ])('of %s with %j are %j', (agent, env, missing) => {
    expect(missingAgentKeys(agent, env)).toEqual(missing);
  });
});
