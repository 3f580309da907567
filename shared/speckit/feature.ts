import { listed } from '../command/suggest.ts';
import { SpeckitError } from '../errors.ts';
import { MOST_SHOWN, nameOf, SPECS } from './feature-name.ts';
import { findFeature, type NewFeatureClues, newFeature } from './find-feature.ts';

/** What a phase does with a feature. */
export type FeatureNeed = 'creates' | 'required' | 'optional';

const REQUIRED = new Set([
  'clarify',
  'plan',
  'checklist',
  'tasks',
  'analyze',
  'implement',
  'converge',
  'taskstoissues',
]);

/** `optional`: used when it is clear, and no reason to stop when it is not. */
export function featureNeed(phase: string): FeatureNeed {
  if (phase === 'specify') return 'creates';
  return REQUIRED.has(phase) ? 'required' : 'optional';
}

/**
 * The directory to pass to the phase, or undefined where it needs none. Throws `usage`: several candidates (the
 * message lists them), or none for a phase that works on one.
 */
export function featureFor(phase: string, clues: NewFeatureClues): string | undefined {
  const need = featureNeed(phase);
  const feature = need === 'creates' ? newFeature(clues) : findFeature(clues);
  if (feature.kind === 'found') return feature.directory;
  if (need === 'optional') return undefined;
  if (feature.kind === 'ambiguous') throw unclear(phase, feature.candidates);
  throw new SpeckitError(
    'usage',
    `\`${phase}\` works on a feature, and there is none under \`${SPECS}/\` here.`,
    {
      hint: 'Start one with `/speckit run specify <description>`, or name its directory with `--feature`.',
    },
  );
}

function unclear(phase: string, candidates: readonly string[]): SpeckitError {
  // The newest have the highest numbers.
  const shown = candidates.slice(-MOST_SHOWN);
  const more = candidates.length > shown.length ? ` and ${candidates.length - shown.length} more` : '';
  return new SpeckitError(
    'usage',
    `It is not clear which feature \`${phase}\` is for: ${listed(shown)}${more}.`,
    {
      hint: `Say which: \`/speckit run --feature ${nameOf(shown.at(-1) ?? '')} ${phase}\`.`,
    },
  );
}
