import { stringify } from 'yaml';
import { quoted } from '../command/suggest.ts';
import { SpeckitError } from '../errors.ts';

/** The id of our workflow's only step; the outcome names it when the step fails. */
export const PHASE_STEP = 'phase';

/** The input that carries the person's text. It is never part of the file. */
export const TEXT_INPUT = 'text';

const PHASE_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._:-]{0,62}[A-Za-z0-9])?$/;
const AGENT_NAME = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;

/**
 * `clarify` asks one question and waits for its answer, which cannot come while a run goes on. Asking all of them
 * in the template's own form gives the person one list to answer with the next run.
 */
const WITHOUT_A_PERSON = `This run has no terminal: nobody can answer while it goes on.
Work the answers that are given above into the specification. Then print everything that is still open, at most
five questions, at once: each on a line of its own that starts with "**Question:**" and ends with "?". Do not wait.`;

interface PhaseRequest {
  /** A phase's exact name without `speckit.`, e.g. `plan` or `bug.fix`. */
  phase: string;
  /** The key of Spec Kit's integration, e.g. `claude`. */
  agent: string;
}

/**
 * The text of the workflow file that runs one phase: YAML for `specify workflow run`, with the input `text`.
 * Throws `usage` on a name that cannot be a phase or an agent.
 */
export function workflowFile({ phase, agent }: PhaseRequest): string {
  if (!PHASE_NAME.test(phase)) throw notAName('phase', phase);
  if (!AGENT_NAME.test(agent)) throw notAName('agent', agent);
  const text = `{{ inputs.${TEXT_INPUT} }}`;
  return stringify({
    schema_version: '1.0',
    workflow: {
      id: 'speckit-remote-phase',
      name: `speckit ${phase}`,
      version: '1.0.0',
      description: 'One phase, asked for on a pull request',
    },
    inputs: { [TEXT_INPUT]: { type: 'string', default: '' } },
    steps: [
      {
        id: PHASE_STEP,
        command: `speckit.${phase}`,
        integration: agent,
        input: { args: phase === 'clarify' ? `${text}\n\n${WITHOUT_A_PERSON}` : text },
      },
    ],
  });
}

function notAName(what: string, name: string): SpeckitError {
  return new SpeckitError(
    'usage',
    `${quoted(name)} cannot be the name of ${what === 'agent' ? 'an' : 'a'} ${what}.`,
    {
      hint: 'Names are made of letters, digits and `-`; those of phases may also hold `.`, `_` and `:`.',
    },
  );
}
