import path from 'node:path/posix';
import { knownPhase } from '../command/phases.ts';
import { SpeckitError } from '../errors.ts';
import { agentEnvironment, findAgent } from '../profile/agents.ts';
import { commandFile } from './agent-files.ts';
import { agentVariable } from './agent-variables.ts';
import { CONTROL_FILES, PHASE_SCRIPT } from './script.ts';
import { workflowFile } from './workflow.ts';

/**
 * Bytes of UTF-8. Linux takes 128 KiB in one argument, and the text is one: to `specify`, and again to the agent
 * with the command's name in front.
 */
export const MAX_TEXT_BYTES = 120_000;

export interface PhaseCommand {
  /** The phase's exact name without `speckit.`. */
  phase: string;
  /** What the person wrote; may be empty, hostile and of many lines. */
  text: string;
  /** The key of Spec Kit's integration. */
  agent: string;
  /** Relative to the project, e.g. `specs/001-login`; see {@link findFeature}. */
  feature?: string | undefined;
  /** The project inside the checkout, relative; default: the checkout itself. */
  projectDir?: string | undefined;
  /** `sandbox.home`; the checkout is its `repo`, the control folder its `ctl`. */
  home: string;
  /** Whether a checkout without `.specify/` is set up first, or refused. Default: set up. */
  initialise?: boolean | undefined;
}

export interface PhaseProgram {
  /** POSIX sh text. It prints the agent's output and exits as {@link readOutcome} expects. */
  script: string;
  /** To be written before the script starts; the folder `H/ctl` must exist. */
  files: { path: string; content: Uint8Array }[];
  /** To be merged under the profile's own variables. */
  env: Record<string, string>;
}

/**
 * Agents and tools look for a terminal, newer versions of themselves and somebody to report to: none is here. Gemini
 * starts in no folder that a person has not trusted, unless told.
 */
const UNATTENDED: Readonly<Record<string, string>> = {
  TERM: 'dumb',
  NO_COLOR: '1',
  DO_NOT_TRACK: '1',
  DISABLE_TELEMETRY: '1',
  DISABLE_AUTOUPDATER: '1',
  GEMINI_CLI_TRUST_WORKSPACE: 'true',
};

/**
 * What it takes to run one phase in a sandbox. Pure. Throws `usage` when the text cannot be handed to an agent or
 * a name is none.
 */
export function phaseScript(command: PhaseCommand): PhaseProgram {
  const { phase, agent, home, text } = command;
  checkText(text);
  const control = path.join(home, 'ctl');
  const env: Record<string, string> = {
    ...UNATTENDED,
    ...agentEnvironment(agent),
    SPECKIT_REMOTE_CTL: control,
    SPECKIT_REMOTE_PROJECT: path.join(home, 'repo', command.projectDir ?? '.'),
    SPECKIT_REMOTE_AGENT: agent,
    SPECKIT_REMOTE_EXECUTABLE: findAgent(agent)?.executable ?? agent,
    SPECKIT_REMOTE_EXECUTABLE_VARIABLE: agentVariable(agent, 'EXECUTABLE'),
    SPECKIT_REMOTE_COMMAND_FILE: commandFile(agent, phase),
    SPECKIT_REMOTE_EXTENSION: knownPhase(phase)?.extension ?? '',
    SPECKIT_REMOTE_INITIALISE: (command.initialise ?? true) ? 'yes' : 'no',
  };
  if (command.feature !== undefined) env.SPECIFY_FEATURE_DIRECTORY = command.feature;
  const file = (name: string, content: string) => ({
    path: path.join(control, name),
    content: Buffer.from(content),
  });
  return {
    script: PHASE_SCRIPT,
    files: [file(CONTROL_FILES.workflow, workflowFile({ phase, agent })), file(CONTROL_FILES.text, text)],
    env,
  };
}

function checkText(text: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_TEXT_BYTES) {
    throw new SpeckitError('usage', `The text of the phase is too long: ${bytes} bytes.`, {
      hint: `An agent takes at most ${MAX_TEXT_BYTES} bytes; put the rest into a file of the branch and name that file.`,
    });
  }
  if (text.includes('\0')) {
    throw new SpeckitError('usage', 'The text of the phase holds a NUL character.', {
      hint: 'Post it again without that character.',
    });
  }
}
