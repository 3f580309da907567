import { agentVariable } from '../speckit/agent-variables.ts';

/** A coding agent that Spec Kit can start without a terminal. */
export interface Agent {
  /** The key of Spec Kit's integration. */
  name: string;
  title: string;
  executable: string;
  /**
   * Variables that give it a credential or say where it gets one; one of them is enough. Empty where they are not
   * known, or where the agent works with so many providers that no list would be whole.
   */
  keys: readonly string[];
  /** Domains of its own models that it talks to; empty where it works with any provider or they are not known. */
  endpoints: readonly string[];
  /** What it needs so that it never waits for a person's approval, beside what Spec Kit passes by itself. */
  extraArgs: string;
}

function agent(name: string, title: string, traits: Partial<Omit<Agent, 'name' | 'title'>> = {}): Agent {
  return { name, title, executable: name, keys: [], endpoints: [], extraArgs: '', ...traits };
}

/**
 * Spec Kit's integrations that have a command line, in the order of their names. Keys and endpoints are from the vendors'
 * own pages, which the links lead to, as of November 2026; without a link they are what is generally known.
 */
export const AGENTS: readonly Agent[] = [
  agent('agy', 'Antigravity'),
  agent('alquimia', 'Alquimia AI'),
  // https://ampcode.com/manual
  agent('amp', 'Amp', {
    keys: ['AMP_API_KEY'],
    extraArgs: '--dangerously-allow-all',
    endpoints: ['ampcode.com', '*.ampcode.com'],
  }),
  // https://docs.augmentcode.com/setup-augment/network-configuration
  // https://docs.augmentcode.com/cli/setup-auggie/authentication
  agent('auggie', 'Auggie CLI', { keys: ['AUGMENT_SESSION_AUTH'], endpoints: ['*.augmentcode.com'] }),
  agent('bob', 'IBM Bob'),
  // https://code.claude.com/docs/en/network-config, https://code.claude.com/docs/en/authentication
  agent('claude', 'Claude Code', {
    keys: [
      'ANTHROPIC_API_KEY',
      'ANTHROPIC_AUTH_TOKEN',
      'CLAUDE_CODE_OAUTH_TOKEN',
      'CLAUDE_CODE_USE_BEDROCK',
      'CLAUDE_CODE_USE_VERTEX',
    ],
    extraArgs: '--dangerously-skip-permissions',
    endpoints: ['api.anthropic.com', 'platform.claude.com'],
  }),
  agent('codebuddy', 'CodeBuddy'),
  // https://developers.openai.com/codex/noninteractive: under its own name `codex exec` reads the first only.
  agent('codex', 'Codex CLI', {
    keys: ['CODEX_API_KEY', 'OPENAI_API_KEY'],
    extraArgs: '--dangerously-bypass-approvals-and-sandbox',
    endpoints: ['api.openai.com', 'auth.openai.com', 'chatgpt.com'],
  }),
  agent('command-code', 'Command Code'),
  // https://docs.github.com/en/copilot/reference/copilot-allowlist-reference
  // https://docs.github.com/en/copilot/how-tos/copilot-cli/set-up-copilot-cli/authenticate-copilot-cli
  agent('copilot', 'GitHub Copilot', {
    keys: ['COPILOT_GITHUB_TOKEN'],
    endpoints: ['api.github.com', '*.githubcopilot.com'],
  }),
  // https://cursor.com/docs/enterprise/network-configuration
  agent('cursor-agent', 'Cursor', {
    keys: ['CURSOR_API_KEY'],
    endpoints: ['*.cursor.sh', '*.cursorapi.com', '*.cursor-cdn.com'],
  }),
  agent('devin', 'Devin for Terminal', { endpoints: ['api.devin.ai'] }),
  // https://docs.factory.ai/enterprise/network-and-deployment
  agent('droid', 'Factory Droid', {
    keys: ['FACTORY_API_KEY'],
    extraArgs: '--skip-permissions-unsafe',
    endpoints: ['*.factory.ai'],
  }),
  agent('dsh', 'DeepSeek Harness', { endpoints: ['api.deepseek.com'] }),
  agent('forge', 'Forge'),
  // https://geminicli.com/docs/get-started/authentication
  agent('gemini', 'Gemini CLI', {
    keys: ['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_GENAI_USE_VERTEXAI'],
    extraArgs: '--yolo',
    endpoints: [
      'generativelanguage.googleapis.com',
      'aiplatform.googleapis.com',
      'cloudcode-pa.googleapis.com',
      'oauth2.googleapis.com',
    ],
  }),
  agent('goose', 'Goose'),
  agent('grok', 'Grok Build', { keys: ['XAI_API_KEY'], endpoints: ['api.x.ai'] }),
  agent('hermes', 'Hermes Agent'),
  agent('junie', 'Junie'),
  // https://moonshotai.github.io/kimi-code/en/configuration/env-vars: with KIMI_MODEL_NAME, which is no secret. The
  // second is read by the command line before it: https://moonshotai.github.io/kimi-cli/en/configuration/env-vars
  agent('kimi', 'Kimi Code', {
    keys: ['KIMI_MODEL_API_KEY', 'KIMI_API_KEY'],
    endpoints: ['api.kimi.com', 'api.moonshot.ai', 'api.moonshot.cn'],
  }),
  // https://kiro.dev/docs/cli/headless
  agent('kiro-cli', 'Kiro CLI', { keys: ['KIRO_API_KEY'] }),
  agent('mcode', 'MiniMax Code'),
  agent('muse', 'Muse Code'),
  agent('omp', 'Oh My Pi'),
  agent('opencode', 'opencode'),
  agent('pi', 'Pi Coding Agent'),
  agent('qodercli', 'Qoder CLI'),
  // https://qwenlm.github.io/qwen-code-docs/en/users/configuration/auth: any provider's key will do.
  agent('qwen', 'Qwen Code', {
    extraArgs: '--yolo',
    endpoints: [
      'dashscope.aliyuncs.com',
      'dashscope-intl.aliyuncs.com',
      'coding.dashscope.aliyuncs.com',
      'coding-intl.dashscope.aliyuncs.com',
    ],
  }),
  agent('rovodev', 'RovoDev ACLI', { executable: 'acli' }),
  agent('tabnine', 'Tabnine CLI'),
  // https://docs.mistral.ai/vibe/code/cli/api-keys-profiles
  agent('vibe', 'Mistral Vibe', { keys: ['MISTRAL_API_KEY'], endpoints: ['api.mistral.ai'] }),
  agent('zcode', 'ZCode'),
];

export const AGENT_NAMES: readonly string[] = AGENTS.map(known => known.name);
export const DEFAULT_AGENT = 'claude';

export function findAgent(name: string): Agent | undefined {
  return AGENTS.find(known => known.name === name);
}

/** The variables, none of them secret, that make Spec Kit start the agent without approvals. */
export function agentEnvironment(name: string): Record<string, string> {
  const extraArgs = findAgent(name)?.extraArgs ?? '';
  return extraArgs === '' ? {} : { [agentVariable(name, 'EXTRA_ARGS')]: extraArgs };
}
