import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { bodyOf } from '../front.ts';
import { daemonError } from './refusal.ts';
import type { DaytonaBox } from './sandboxes.ts';
import { splitWords } from './words.ts';

const DEFAULT_SECONDS = 360;

/** `POST /process/execute`: answers when the command and all that hold its output have ended, outputs merged. */
export async function execute(box: DaytonaBox, request: IncomingMessage) {
  const { command, cwd, envs, timeout } = JSON.parse((await bodyOf(request)).toString());
  if (typeof command !== 'string') throw daemonError(400, 'command is required');
  const [name, ...args] = splitWords(command);
  if (name === undefined) throw daemonError(400, 'empty command');
  const child = box.machine.spawn(name, args, { cwd: cwd ?? box.machine.home, env: envs });
  child.stdin?.end();
  const chunks: Buffer[] = [];
  child.stdout?.on('data', chunk => chunks.push(chunk));
  child.stderr?.on('data', chunk => chunks.push(chunk));
  let timedOut = false;
  const timer = setTimeout(
    () => {
      timedOut = true;
      child.kill('SIGKILL');
    },
    (timeout || DEFAULT_SECONDS) * 1000,
  );
  try {
    const [code] = await once(child, 'close');
    if (timedOut) throw daemonError(408, 'command execution timeout', 'PROCESS_EXECUTION_TIMEOUT');
    // As JSON has it: what is no UTF-8 is replaced.
    return { exitCode: code ?? -1, result: Buffer.concat(chunks).toString() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall?.startsWith('spawn')) return { exitCode: -1, result: '' };
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
