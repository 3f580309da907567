import { findAgent } from '../profile/agents.ts';
import { agentVariable } from './agent-variables.ts';

/**
 * The variables of which the agent needs one and has none, empty when it can start. An agent whose keys are not
 * known, or in whose place the profile puts another program, is taken to have what it needs.
 * @param env the variables that the sandbox will get
 */
export function missingAgentKeys(agent: string, env: Readonly<Record<string, string>>): readonly string[] {
  const keys = findAgent(agent)?.keys ?? [];
  if (env[agentVariable(agent, 'EXECUTABLE')]?.trim() || keys.some(key => env[key])) return [];
  return keys;
}
