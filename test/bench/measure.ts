import type { Figure, Result, Spread, Target } from './types.ts';

/**
 * Takes one figure: a run of each side that does not count, then ours and the reference in turn, so that whatever else
 * the machine does meanwhile hits both. Passes on what a run rejects with.
 */
export async function measure(figure: Figure): Promise<Result> {
  const { name, unit, runs, target = null, warmUp = true } = figure;
  await using measurement = await figure.open();
  const ours: number[] = [];
  const reference: number[] = [];
  for (let run = warmUp ? 0 : 1; run <= runs; run++) {
    const mine = await measurement.ours();
    const theirs = await measurement.reference?.();
    // The first one warms caches up.
    if (run === 0) continue;
    ours.push(mine);
    if (theirs !== undefined) reference.push(theirs);
  }
  const [a, b] = [spread(ours), reference.length > 0 ? spread(reference) : null];
  const ratio = b && a.median / b.median;
  return { name, ours: a, reference: b, ratio, unit, runs, target, met: target && meets(target, a, b) };
}

/** The middle value (of an even number: the mean of the two) and the extremes. At least one value. */
export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[Math.floor(index)] ?? Number.NaN;
  const last = sorted.length - 1;
  return { median: (at(last / 2) + at((last + 1) / 2)) / 2, min: at(0), max: at(last) };
}

/** The value that `share` (0 to 1) of all values do not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function meets({ kind, most }: Target, ours: Spread, reference: Spread | null): boolean {
  if (kind === 'value') return ours.median <= most;
  if (!reference) throw new RangeError(`A target by ${kind} needs a reference`);
  return kind === 'ratio' ? ours.median <= most * reference.median : ours.median - reference.median <= most;
}

/** Seconds that `work` takes. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
