import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import path from 'node:path';
import type { Context } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import { EXIT, type ExitCode, exitOfError } from './exit.ts';
import { failureOf, showFailure } from './failure.ts';
import { userFolders } from './folders.ts';
import { listenForInterrupts } from './interrupt.ts';
import { openOutput } from './output.ts';
import { type Print, parseWords } from './parser.ts';
import { type Call, findCall } from './program.ts';

const { argv, env, stdout, stderr } = process;

const print: Print = (text, on) => void (on === 'stdout' ? stdout : stderr).write(text);

/** One call of the command line, from its words to its exit code. */
async function main(words: readonly string[]): Promise<ExitCode> {
  using interrupt = listenForInterrupts(stderr);
  let call: Call | undefined;
  // Until the words are read, a flag that is there in any place counts.
  let json = words.includes('--json');
  try {
    call = await findCall(words, version(), print);
    const { name } = call;
    const row = COMMANDS[name];
    if (!row) throw new Error(`The command ${name} has no row.`);
    const folders = userFolders(env);
    // What a command loads was mostly loaded before; Node need not compile it again.
    enableCompileCache(path.join(folders.cache, 'code'));
    const { default: command } = await row.load();
    const parsed = parseWords({ ...call, summary: row.summary }, command, print);
    json = parsed.json;
    // Opened only now, as it takes time that help does not have.
    const { stdin } = process;
    const context: Context = {
      cwd: process.cwd(),
      env,
      folders,
      out: openOutput({ stdout, stderr }, json),
      stdin,
      interactive: !json && stdin.isTTY === true && stderr.isTTY === true,
      signal: interrupt.signal,
      onForcedExit: interrupt.onForcedExit,
    };
    return (await command.run({ ...context, ...parsed } as never)) ?? EXIT.success;
  } catch (error) {
    const failure = failureOf(error, call?.name ?? '');
    if (failure === 'fine') return EXIT.success;
    if (failure === 'told') return EXIT.usage;
    showFailure(failure, openOutput({ stdout, stderr }, json), Boolean(env.SPECKIT_DEBUG));
    return exitOfError(failure);
  }
}

function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return String((JSON.parse(manifest) as { version: string }).version);
}

// A reader that has seen enough, like `head`, is no failure of ours.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.success);
    throw error;
  });
}

process.exitCode = await main(argv.slice(2));
