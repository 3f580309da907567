import { parseArgs } from 'node:util';
import { didYouMean, listed, quoted } from '../../shared/command/suggest.ts';
import { SpeckitError } from '../../shared/errors.ts';

export interface BenchArguments {
  /** The figures to take, in the order of `known`. */
  names: string[];
  json: boolean;
  help: boolean;
}

const FLAGS = ['--json', '--help'];

/** @throws SpeckitError `usage` for a name that is not in `known` and for an unknown flag */
export function parseArguments(args: readonly string[], known: readonly string[]): BenchArguments {
  const { tokens, values } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const wanted = new Set<string>();
  for (const token of tokens) {
    if (token.kind === 'option' && token.name !== 'json' && token.name !== 'help') {
      throw new SpeckitError(
        'usage',
        `There is no flag ${quoted(token.rawName)}.${didYouMean(token.rawName, FLAGS)}`,
        {
          hint: `The flags are ${listed(FLAGS)}.`,
        },
      );
    }
    if (token.kind !== 'positional') continue;
    if (!known.includes(token.value)) {
      throw new SpeckitError(
        'usage',
        `There is no figure ${quoted(token.value)}.${didYouMean(token.value, known)}`,
        {
          hint: `The figures are ${listed(known)}.`,
        },
      );
    }
    wanted.add(token.value);
  }
  return {
    names: known.filter(name => wanted.size === 0 || wanted.has(name)),
    json: values.json === true,
    help: values.help === true,
  };
}
