import { SpeckitError } from '../errors.ts';
import { didYouMean, listed, quoted } from './suggest.ts';
import type { Work } from './types.ts';

/** One command of Spec Kit that a run can execute as `speckit.<name>`. */
export interface Phase {
  name: string;
  /** The bundled extension that brings it; absent for Spec Kit's core. */
  extension?: string;
  /** Without any text the phase has nothing to work on. */
  needsText: boolean;
  /** It reports and changes no file. */
  readOnly: boolean;
  summary: string;
}

/** What a phase's name may look like, in lower case. */
export const PHASE_WORD = /^[a-z0-9](?:[a-z0-9._:-]{0,62}[a-z0-9])?$/;

function phase(name: string, summary: string, traits: Partial<Omit<Phase, 'name' | 'summary'>> = {}): Phase {
  return { name, summary, needsText: false, readOnly: false, ...traits };
}

/** Spec Kit's phases in their usual order, then those of the extensions that come with it. */
export const PHASES: readonly Phase[] = [
  phase('constitution', "write or change the project's principles"),
  phase('specify', 'write the specification of a feature', { needsText: true }),
  phase('clarify', 'find what the specification leaves open'),
  phase('plan', 'plan the implementation'),
  phase('checklist', 'make a checklist for the requirements'),
  phase('tasks', 'break the plan into tasks'),
  phase('analyze', 'check specification, plan and tasks against each other', { readOnly: true }),
  phase('implement', 'carry out the tasks'),
  phase('converge', 'compare the code with the specification and add the missing tasks'),
  phase('taskstoissues', 'turn the tasks into issues', { readOnly: true }),
  phase('bug.assess', 'assess a bug report', { extension: 'bug', needsText: true }),
  phase('bug.fix', 'fix an assessed bug', { extension: 'bug' }),
  phase('bug.test', 'check that a fixed bug is gone', { extension: 'bug' }),
  phase('assess.intake', 'note down an idea', { extension: 'assess', needsText: true }),
  phase('assess.research', 'gather evidence for and against an idea', { extension: 'assess' }),
  phase('assess.define', 'define the problem behind an idea', { extension: 'assess' }),
  phase('assess.shape', 'outline possible solutions', { extension: 'assess' }),
  phase('assess.decide', 'decide on an idea', { extension: 'assess' }),
  phase('git.feature', 'create a feature branch', { extension: 'git', needsText: true }),
  phase('git.validate', "check the branch's name", { extension: 'git', readOnly: true }),
  phase('git.remote', 'show the remote', { extension: 'git', readOnly: true }),
  phase('git.initialize', 'initialise a repository', { extension: 'git' }),
  phase('git.commit', 'commit what has changed', { extension: 'git' }),
  phase('github.taskstoissues', 'turn the tasks into issues', { extension: 'github', readOnly: true }),
  phase('agent-context.update', "refresh the agent's context file", { extension: 'agent-context' }),
];

/** The known phase of that name; undefined for a project's own. */
export function knownPhase(name: string): Phase | undefined {
  return PHASES.find(candidate => candidate.name === name);
}

/** Whether Spec Kit itself brings the phase, in any case and with or without its `speckit.` in front. */
export function isPhase(word: string): boolean {
  return knownPhase(phaseKey(word)) !== undefined;
}

/**
 * The exact name of the phase that `typed` means, among Spec Kit's and the project's own; upper case and a
 * leading `speckit.` don't matter. Throws `usage` with the nearest name and the list.
 */
export function checkPhase(typed: string, projectPhases: readonly string[] = []): string {
  const names = [...new Set([...PHASES.map(known => known.name), ...projectPhases])];
  const wanted = phaseKey(typed);
  const found = names.find(name => name.toLowerCase() === wanted);
  if (found !== undefined) return found;
  throw new SpeckitError('usage', `There is no phase ${quoted(typed)}.${didYouMean(wanted, names)}`, {
    hint: `The phases here are ${listed(names)}.`,
  });
}

/**
 * The phase's work as asked for by a label, which can carry no text, or by a comment. Throws `usage` when the
 * phase needs text and there is none.
 * @param hint how to give it, where there are no comments
 */
export function checkText(work: Work, hint?: string): void {
  if (work.kind !== 'phase' || work.text !== '' || !knownPhase(work.phase)?.needsText) return;
  throw new SpeckitError('usage', `The phase \`${work.phase}\` needs a description.`, {
    hint:
      hint ??
      `Post it as a comment: \`/speckit run ${work.phase} <description>\`; it may go on over further lines.`,
  });
}

/** The phase's name in lower case and without Spec Kit's `speckit.`, to compare by. */
export function phaseKey(word: string): string {
  return word.toLowerCase().replace(/^\/?speckit[.-]/, '');
}
