/** What a figure's numbers are in. */
export type Unit = 's' | 'ms' | 'bytes' | '%';

/** The bound that a figure should keep to, on its medians. */
export type Target =
  /** Ours at most so many times the reference. */
  | { kind: 'ratio'; most: number }
  /** Ours at most so much (in the figure's unit) on top of the reference. */
  | { kind: 'above'; most: number }
  /** Ours at most so much (in the figure's unit), whatever the reference. */
  | { kind: 'value'; most: number };

/** How one figure is taken, with everything ready: only what is to be measured happens in the calls. */
export interface Measurement extends AsyncDisposable {
  /** One run of ours; resolves with its value in the figure's unit. */
  ours(): Promise<number>;
  /** The same job by the reference. Absent: the figure is reported on its own. */
  reference?(): Promise<number>;
}

/** One line of the report. */
export interface Figure {
  name: string;
  /** What is measured, against what; a phrase. */
  about: string;
  unit: Unit;
  target?: Target;
  /** Measured runs of each side, after one that does not count. */
  runs: number;
  /** `false` where one run takes minutes: the first counts too. */
  warmUp?: boolean;
  open(): Promise<Measurement>;
}

/** Median, smallest and largest of several runs. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** A measured figure. */
export interface Result {
  name: string;
  ours: Spread;
  /** `null` without a reference. */
  reference: Spread | null;
  /** Of the medians; `null` without a reference. */
  ratio: number | null;
  unit: Unit;
  /** Runs of each side. */
  runs: number;
  target: Target | null;
  /** Whether the medians keep to the target; `null` without one. */
  met: boolean | null;
}
