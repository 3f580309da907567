/** The variable by which Spec Kit takes another program for an agent, or further arguments. */
export function agentVariable(agent: string, what: 'EXECUTABLE' | 'EXTRA_ARGS'): string {
  return `SPECKIT_INTEGRATION_${agent.toUpperCase().replaceAll('-', '_')}_${what}`;
}
