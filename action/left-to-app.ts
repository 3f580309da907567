import type { Gathered } from '../shared/request/gather.ts';

export const LEFT_TO_APP = 'The configuration leaves commands to the App.';

/** Whether the App answers here. A file that cannot be read is told later, to those who may know of it. */
export async function isLeftToApp({ readConfig }: Pick<Gathered, 'readConfig'>): Promise<boolean> {
  return readConfig().then(
    ({ answer }) => answer === 'app',
    () => false,
  );
}
