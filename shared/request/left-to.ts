import type { Answerer } from '../profile/schema.ts';
import type { Gathered } from './gather.ts';

/**
 * Whether the configuration leaves commands to the one named. A file that cannot be read is told later, to those who
 * may know of it.
 */
export async function isLeftTo(
  answerer: Answerer,
  { readConfig }: Pick<Gathered, 'readConfig'>,
): Promise<boolean> {
  return readConfig().then(
    ({ answer }) => answer === answerer,
    () => false,
  );
}
