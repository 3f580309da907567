import type { ZodType, z } from 'zod';
import { closest, listed, quoted } from '../command/suggest.ts';
import { SpeckitError } from '../errors.ts';
import { keysAt } from './shape.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** One mistake: what is wrong at which key, and what would be right, both without a full stop. */
interface Problem {
  wrong: string;
  allowed: string;
}

/** More are not shown: the first ones usually cause the others. */
const SHOWN = 5;

/** What zod found wrong in `root` as one error that names file, keys, what was found and what is allowed. */
export function configError(
  file: string,
  issues: readonly Issue[],
  root: unknown,
  schema: ZodType,
): SpeckitError {
  const problems = issues.flatMap(issue => explain(issue, root, schema));
  const [first, ...further] = problems.slice(0, SHOWN);
  if (first === undefined) throw new Error('a failed validation has issues');
  const rest = further.map(problem => `Also: ${problem.wrong}. ${problem.allowed}.`);
  const more = problems.length > SHOWN ? [`There are ${problems.length - SHOWN} more.`] : [];
  return new SpeckitError('config', `\`${file}\`: ${first.wrong}.`, {
    hint: [`${first.allowed}.`, ...rest, ...more].join(' '),
  });
}

function explain(issue: Issue, root: unknown, schema: ZodType): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, issue.path);
    return issue.keys.map(key => {
      const near = closest(key, known);
      const list = known.length > 0 ? `Known here: ${listed(known)}` : 'Nothing can be set here';
      return {
        wrong: `${keyName([...issue.path, key])} is not a known key`,
        allowed: near ? `Did you mean \`${near}\`? ${list}` : list,
      };
    });
  }
  if (issue.code === 'invalid_key') {
    const message = issue.issues[0]?.message ?? 'Choose another name';
    return [{ wrong: `${keyName(issue.path)} is not a name that fits`, allowed: sentence(message) }];
  }
  const forms = issue.code === 'invalid_union' ? issue.errors.map(form => below(issue.path, form)) : [];
  // The form that was meant is one that fits as far as here.
  const meant = forms.find(form =>
    form.every(({ path, code }) => path.length > issue.path.length || code === 'unrecognized_keys'),
  );
  if (meant) return meant.flatMap(inner => explain(inner, root, schema));
  const found = at(root, issue.path);
  const wrong =
    found === undefined ? `${keyName(issue.path)} is missing` : `${keyName(issue.path)} is ${shown(found)}`;
  const messages = forms.length > 0 ? forms.flatMap(([first]) => first?.message ?? []) : [issue.message];
  return [{ wrong, allowed: messages.map(sentence).join('. Or: ') }];
}

const below = (path: Path, issues: readonly Issue[]): Issue[] =>
  issues.map(issue => ({ ...issue, path: [...path, ...issue.path] }));

/**
 * What is allowed in the place of what was found, without a full stop. Given to zod as the error map, so that it
 * becomes an issue's message wherever the schema has none of its own.
 */
export function allowed(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `Write ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value': {
      const values = issue.values.map(String);
      const near = typeof issue.input === 'string' ? closest(issue.input, values) : undefined;
      return `${near ? `Did you mean \`${near}\`? ` : ''}Allowed: ${listed(values)}`;
    }
    case 'too_big':
      return `Write at most ${issue.maximum}${UNITS[issue.origin] ?? ''}`;
    case 'too_small':
      return `Write ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}${UNITS[issue.origin] ?? ''}`;
    default:
      return 'Write something else';
  }
}

const UNITS: Readonly<Record<string, string>> = {
  string: ' characters',
  array: ' entries',
  record: ' names',
};

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'keys with values',
  record: 'names with values',
};

/** Drivers word their messages as they like. */
function sentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1).replace(/\.$/, '');
}

/** `profiles.fast.docker.memory`, `exclude[2]`, as inline code; the whole file where the path is empty. */
export function keyName(path: Path): string {
  if (path.length === 0) return 'the file';
  const text = path.map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return quoted(text.replace(/^\./, ''));
}

function shown(found: unknown): string {
  if (Array.isArray(found)) return 'a list';
  if (found === null) return 'empty';
  return typeof found === 'object' ? 'a group of keys' : quoted(String(found));
}

function at(root: unknown, path: Path): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, part)?.value;
  }
  return value;
}
