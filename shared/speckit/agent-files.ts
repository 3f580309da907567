/** Where Spec Kit installs one command for an agent, relative to the project; stems are dotted (`bug.fix`). */
const COMMAND_FILES: Readonly<Record<string, (stem: string) => string>> = {
  claude: stem => `.claude/skills/speckit-${stem.replaceAll('.', '-')}/SKILL.md`,
  codex: stem => `.agents/skills/speckit-${stem.replaceAll('.', '-')}/SKILL.md`,
  gemini: stem => `.gemini/commands/speckit.${stem}.toml`,
};

/**
 * The file that must exist for `agent` to know the phase; undefined for agents whose layout is not known here.
 * Agents answer an unknown command in prose and exit 0, so its absence has to be found beforehand.
 */
export function commandFile(agent: string, phase: string): string | undefined {
  return Object.hasOwn(COMMAND_FILES, agent) ? COMMAND_FILES[agent]?.(phase) : undefined;
}
