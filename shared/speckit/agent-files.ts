/** Where Spec Kit installs one command for an agent, relative to the project; stems are dotted (`bug.fix`). */
const COMMAND_FILES: Readonly<Record<string, (stem: string) => string>> = {
  claude: stem => `.claude/skills/speckit-${stem.replaceAll('.', '-')}/SKILL.md`,
  codex: stem => `.agents/skills/speckit-${stem.replaceAll('.', '-')}/SKILL.md`,
  gemini: stem => `.gemini/commands/speckit.${stem}.toml`,
};

/**
 * The file that must exist in the project for `agent` to know the phase; where an agent's layout is not known here,
 * the list of what Spec Kit installed for it. Agents answer an unknown command in prose and exit 0, so its absence
 * has to be found beforehand.
 */
export function commandFile(agent: string, phase: string): string {
  const known = Object.hasOwn(COMMAND_FILES, agent) ? COMMAND_FILES[agent] : undefined;
  return known?.(phase) ?? `.specify/integrations/${agent}.manifest.json`;
}
