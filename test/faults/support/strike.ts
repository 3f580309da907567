import { mkdirSync } from 'node:fs';
import type { Fault } from './fault.ts';

let armed: { fault: Fault; pattern: RegExp; left: number } | undefined;

/** From now on the call that `fault` describes hits this process; `undefined`: none does. */
export function arm(fault: Fault | undefined): void {
  armed = fault && { fault, pattern: new RegExp(fault.match, 's'), left: fault.nth ?? 1 };
}

/** Makes a call under its name, with whatever is armed for it. */
export async function struck<T>(name: string, call: () => Promise<T>): Promise<T> {
  const hit = isHit(name);
  if (hit?.when === 'before') strike(hit);
  if (hit?.when === 'never') {
    mkdirSync(hit.token);
    await new Promise(() => undefined);
  }
  const result = await call();
  if (hit?.when === 'after') strike(hit);
  return result;
}

/** Whether the call of that name is the armed one; then it is disarmed. */
export function isHit(name: string): Fault | undefined {
  if (!armed?.pattern.test(name)) return undefined;
  armed.left--;
  if (armed.left > 0) return undefined;
  const { fault } = armed;
  armed = undefined;
  return fault;
}

/** Hits this process, unless another one was first. Returns after a `SIGSTOP` has ended. */
export function strike({ token, signal = 'SIGKILL' }: Fault): void {
  try {
    mkdirSync(token);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  process.kill(process.pid, signal);
  // A signal of one's own to a process of several threads need not have arrived yet.
  if (signal === 'SIGKILL') for (;;);
}
