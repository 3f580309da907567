import { SpeckitError } from '../../shared/errors.ts';

/** One answer among several. */
export interface Answer<Value extends string> {
  value: Value;
  label?: string;
  hint?: string;
}

/** What is wrong with an answer, a full sentence; nothing where it is fine. */
export type Check = (answer: string) => string | undefined;

export interface Question {
  message: string;
  signal: AbortSignal;
}

// Standard output is for results, so all questions are asked on standard error.
const ON = { output: process.stderr, withGuide: false } as const;

/** A line of text; an empty one becomes `initial` or nothing. @throws SpeckitError `cancelled` */
export async function askText(
  question: Question & { initial?: string; placeholder?: string; check?: Check },
): Promise<string> {
  const { text } = await import('@clack/prompts');
  const { initial, placeholder, check } = question;
  const answer = await text({
    ...base(question),
    ...(initial === undefined ? {} : { initialValue: initial }),
    ...(placeholder === undefined ? {} : { placeholder }),
    validate: value => check?.((value ?? '').trim()),
  });
  return answered<string | undefined>(answer)?.trim() ?? '';
}

/** A secret, which is never shown. @throws SpeckitError `cancelled` */
export async function askSecret(question: Question & { check: Check }): Promise<string> {
  const { password } = await import('@clack/prompts');
  const answer = await password({
    ...base(question),
    clearOnError: true,
    validate: value => question.check(value ?? ''),
  });
  return answered<string>(answer);
}

/** One of several. @throws SpeckitError `cancelled` */
export async function askChoice<Value extends string>(
  question: Question & { answers: readonly Answer<Value>[]; initial?: Value },
): Promise<Value> {
  const { select } = await import('@clack/prompts');
  const { answers, initial } = question;
  const options = answers.map(({ value, label = value, hint }) => ({
    value,
    label,
    ...(hint === undefined ? {} : { hint }),
  }));
  const answer = await select<string>({
    ...base(question),
    options,
    maxItems: 12,
    ...(initial === undefined ? {} : { initialValue: initial }),
  });
  return answered(answer) as Value;
}

/** Yes or no. @throws SpeckitError `cancelled` */
export async function askYesNo(question: Question & { initial: boolean }): Promise<boolean> {
  const { confirm } = await import('@clack/prompts');
  return answered<boolean>(await confirm({ ...base(question), initialValue: question.initial }));
}

const base = ({ message, signal }: Question) => ({ message, signal, ...ON });

/** The library answers with a symbol when somebody leaves. */
function answered<T>(answer: T | symbol): T {
  if (typeof answer !== 'symbol') return answer;
  throw new SpeckitError('cancelled', 'Nothing was answered, so nothing was done.', {
    hint: 'Start the command again when you like.',
  });
}
