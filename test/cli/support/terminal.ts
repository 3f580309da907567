import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { CLI, type Place } from './place.ts';

const RUNNER = path.join(import.meta.dirname, 'terminal.py');

export const KEYS = { enter: '\r', down: '\x1b[B', up: '\x1b[A', ctrlC: '\x03', backspace: '\x7f' } as const;

/** So that a test that waits in vain says what was shown instead, and ends its program. */
const PATIENCE_MS = 60_000;

/** The command line on a real terminal, and the person in front of it. */
export interface Terminal extends AsyncDisposable {
  /** Everything shown so far, as the program sent it. */
  raw(): string;
  /** The same without colours and movements of the cursor. */
  text(): string;
  /** Presses keys. */
  type(keys: string): void;
  /** Waits until this is shown, after what earlier calls have found; rejects with what was shown instead. */
  shows(what: string | RegExp): Promise<void>;
  /** Waits for what is shown, then presses keys. */
  answer(question: string | RegExp, keys: string): Promise<void>;
  /** Resolves with the exit code. */
  ended: Promise<number>;
}

/** Starts `speckit-remote` with these words on a terminal of its own. */
export function openTerminal(
  place: Pick<Place, 'project' | 'env'>,
  words: readonly string[],
  { env = {}, cwd = place.project, rows = 40, columns = 120 }: TerminalOptions = {},
): Terminal {
  const child = spawn('python3', [RUNNER, `${rows}`, `${columns}`, process.execPath, CLI, ...words], {
    cwd,
    env: { ...place.env, TERM: 'xterm-256color', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return attach(child);
}

export interface TerminalOptions {
  env?: Record<string, string>;
  cwd?: string;
  rows?: number;
  columns?: number;
}

function attach(child: ChildProcess): Terminal {
  let raw = '';
  let seen = 0;
  const news = new EventTarget();
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    raw += chunk;
    news.dispatchEvent(new Event('more'));
  });
  let over = false;
  const ended = once(child, 'close').then(([code]) => {
    over = true;
    news.dispatchEvent(new Event('more'));
    return Number(code);
  });
  const text = () => stripVTControlCharacters(raw).replaceAll('\r', '');
  const found = (what: string | RegExp): boolean => {
    const rest = text().slice(seen);
    const match = typeof what === 'string' ? rest.indexOf(what) : rest.search(what);
    if (match === -1) return false;
    seen += match + (typeof what === 'string' ? what.length : 1);
    return true;
  };
  const shows = async (what: string | RegExp) => {
    const late = AbortSignal.timeout(PATIENCE_MS);
    late.addEventListener('abort', () => news.dispatchEvent(new Event('more')), { once: true });
    while (!found(what)) {
      if (over || late.aborted) {
        throw new Error(`It ${over ? 'ended' : 'waits'} without showing ${what}. It showed:\n${text()}`);
      }
      await new Promise(resolve => news.addEventListener('more', resolve, { once: true }));
    }
  };
  const type = (keys: string) => void child.stdin?.write(keys);
  return {
    ...{ raw: () => raw, text, type, shows, ended },
    async answer(question, keys) {
      await shows(question);
      type(keys);
    },
    async [Symbol.asyncDispose]() {
      child.stdin?.end();
      child.kill('SIGKILL');
      await ended;
    },
  };
}
