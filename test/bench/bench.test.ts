import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';
import { measure, quantile, spread } from './measure.ts';
import { FIGURES } from './registry.ts';
import { tree } from './trees.ts';
import type { Figure } from './types.ts';

const KNOWN = ['run-local', 'run-docker', 'pack'];

describe('the command line', () => {
  it.each([
    [[], KNOWN, false],
    [['--json'], KNOWN, true],
    [['pack', 'run-local', 'pack'], ['run-local', 'pack'], false],
    [['pack', '--json'], ['pack'], true],
  ])('%j', (args, names, json) => {
    expect(parseArguments(args, KNOWN)).toMatchObject({ names, json });
  });

  it.each([
    [['run-dcoker'], '`run-dcoker`. Did you mean `run-docker`?'],
    [['--jsn'], '`--jsn`. Did you mean `--json`?'],
  ])('%j is refused', (args, said) => {
    expect(() => parseArguments(args, KNOWN)).toThrow(expect.objectContaining({ code: 'usage' }));
    expect(() => parseArguments(args, KNOWN)).toThrow(said);
  });
});

describe('measuring', () => {
  const figure = (ours: number[], reference: number[], target: Figure['target']): Figure => ({
    name: 'x',
    about: 'x',
    unit: 's',
    runs: ours.length - 1,
    ...(target ? { target } : {}),
    open: async () => ({
      ours: async () => ours.shift() ?? Number.NaN,
      reference: async () => reference.shift() ?? Number.NaN,
      async [Symbol.asyncDispose]() {},
    }),
  });

  it.each([
    [{ kind: 'ratio', most: 2 }, true],
    [{ kind: 'ratio', most: 1.9 }, false],
    [{ kind: 'above', most: 2 }, true],
    [{ kind: 'above', most: 1.9 }, false],
    [{ kind: 'value', most: 4 }, true],
    [{ kind: 'value', most: 3.9 }, false],
  ] as const)('leaves the first run out and judges the medians by %j', async (target, met) => {
    const result = await measure(figure([99, 3, 5, 4], [99, 2, 1, 3], target));
    expect(result).toMatchObject({ ours: { median: 4, min: 3, max: 5 }, ratio: 2, runs: 3, met });
  });

  it('takes medians and quantiles', () => {
    expect(spread([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 });
    expect(
      quantile(
        Array.from({ length: 100 }, (_, index) => index + 1),
        0.99,
      ),
    ).toBe(99);
  });
});

it('every name leads to figures', async () => {
  for (const load of Object.values(FIGURES)) expect((await load()).default.length).toBeGreaterThan(0);
});

it('trees are the same everywhere', () => {
  const hash = (kind: 'text' | 'incompressible') => {
    const sum = createHash('sha1');
    for (const [path, content] of tree(kind, { files: 5, fileBytes: 1000 })) sum.update(path).update(content);
    return sum.digest('hex');
  };
  expect([hash('text'), hash('incompressible')]).toMatchInlineSnapshot(`
    [
      "e08b07222cf9bacee678de2e034fd7c950f1d3e9",
      "6f10526037c1c930d204bf6aa18c5ffd372b1967",
    ]
  `);
});
