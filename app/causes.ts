/** How many causes behind each other are of any use. */
const MOST = 5;

/**
 * The stacks of an error and of what caused it, the outermost first. Nothing else of them: the errors of clients carry
 * whole requests, and with them credentials.
 */
export function stacksOf(error: unknown): string[] {
  const stacks: string[] = [];
  for (let cause = error; cause != null && stacks.length < MOST; ) {
    if (!(cause instanceof Error)) return [...stacks, String(cause)];
    stacks.push(cause.stack ?? cause.message);
    cause = cause.cause;
  }
  return stacks;
}
