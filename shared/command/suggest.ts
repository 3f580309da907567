import leven from 'leven';
import { code } from '../text/markdown.ts';

/** Longer words get no suggestion: the distance costs length × length. */
const LONGEST = 64;

/**
 * The candidate nearest to `word` by edit distance, ignoring case; undefined when none is near enough to be
 * what the person meant (one edit for every three characters begun).
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > LONGEST) return undefined;
  const wanted = word.toLowerCase();
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const maxDistance = Math.ceil(Math.min(wanted.length, candidate.length) / 3);
    const distance = leven(wanted, candidate.toLowerCase(), { maxDistance: maxDistance + 1 });
    if (distance <= maxDistance && (best === undefined || distance < best.distance)) {
      best = { candidate, distance };
    }
  }
  return best?.candidate;
}

/** ` Did you mean "x"?`, with its leading blank, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const found = closest(word, candidates);
  return found === undefined ? '' : ` Did you mean ${code(found)}?`;
}

/** User text as inline code, for an error message: one line, at most 60 characters. */
export function quoted(text: string): string {
  const shown = text.length > 60 ? `${text.slice(0, 59).replace(/[\ud800-\udbff]$/, '')}…` : text;
  return code(shown) || '(nothing readable)';
}

/** Names as a list of inline code: `a`, `b`, `c`. */
export function listed(names: Iterable<string>): string {
  return [...names].map(code).join(', ');
}
