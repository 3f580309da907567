import type { Result, Spread, Target, Unit } from './types.ts';

const WIDTHS = [28, 30, 30, 8, 4];

/** The head of the readable table. */
export const TABLE_HEAD = `${row(['figure', 'ours (min … max)', 'reference (min … max)', 'ratio', 'runs'])}target`;

/** A line of the readable table. */
export function tableRow(result: Result): string {
  const { name, ours, reference, ratio, unit, runs, target, met } = result;
  const cells = [
    name,
    shown(ours, unit),
    reference ? shown(reference, unit) : 'none',
    ratio === null ? '' : ratio.toFixed(2),
    String(runs),
  ];
  const verdict = target ? `${met ? 'met' : 'MISSED'}: ${described(target, unit)}` : 'reported only';
  return `${row(cells)}${verdict}`;
}

function row(cells: readonly string[]): string {
  return cells.map((cell, index) => `${cell.padEnd(WIDTHS[index] ?? 0)}  `).join('');
}

function shown({ median, min, max }: Spread, unit: Unit): string {
  const [a, b, c] = [median, min, max].map(value => number(value, unit));
  return `${a} ${label(unit)} (${b} … ${c})`;
}

function number(value: number, unit: Unit): string {
  if (unit === 'bytes') return (value / 1e6).toFixed(2);
  return value.toFixed(unit === 's' ? 3 : 1);
}

const label = (unit: Unit) => (unit === 'bytes' ? 'MB' : unit);

function described({ kind, most }: Target, unit: Unit): string {
  switch (kind) {
    case 'ratio':
      return `at most ${most} × the reference`;
    case 'above':
      return `at most ${number(most, unit)} ${label(unit)} on top of the reference`;
    case 'value':
      return `at most ${number(most, unit)} ${label(unit)}`;
  }
}
