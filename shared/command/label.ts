import { PHASE_WORD } from './phases.ts';

/** The phase that a label `speckit:<phase>` asks for; undefined for any other label. */
export function parseLabel(name: string): { phase: string } | undefined {
  const phase = /^speckit:(.*)$/is.exec(name.trim())?.[1]?.trim().toLowerCase();
  return phase !== undefined && PHASE_WORD.test(phase) ? { phase } : undefined;
}
