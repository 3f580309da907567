import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadDriver } from '../../shared/drivers/index.ts';
import type { ExecResult, Sandbox } from '../../shared/drivers/types.ts';
import { type PhaseCommand, phaseScript } from '../../shared/speckit/command.ts';
import { type PhaseResult, readPhaseResult } from '../../shared/speckit/result.ts';
import { SCRIPTED_AGENT } from '../support/specify.ts';

export interface PhaseRun extends PhaseResult {
  exitCode: number;
  output: string;
}

/** A local sandbox with an empty git checkout, in which phases run as they do in a run. */
export interface Bench extends AsyncDisposable {
  sandbox: Sandbox;
  repo: string;
  /** Runs a shell command in the checkout and returns its output. */
  sh(command: string): Promise<string>;
  run(
    command: Omit<PhaseCommand, 'home' | 'agent'> & { agent?: string },
    env?: Record<string, string>,
  ): Promise<PhaseRun>;
}

/** @param tools folders that hold `specify` and the agents; nothing else of this machine's PATH has them */
export async function makeBench(tools: string[]): Promise<Bench> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'speckit-bench-'));
  const definition = await loadDriver('local');
  const driver = definition.make(definition.settings.parse({ path: tools }), { dataDir });
  const sandbox = await driver.create({ name: 'bench', labels: { run: 'bench' } });
  const repo = path.join(sandbox.home, 'repo');

  const exec = async (argv: string[], env: Record<string, string> = {}): Promise<ExecResult> =>
    sandbox.exec(argv, { cwd: repo, env });
  const sh = async (command: string) => {
    const { exitCode, stdout, stderr } = await exec(['sh', '-c', command]);
    if (exitCode !== 0) throw new Error(`${command}: exit code ${exitCode}\n${stderr}`);
    return stdout.toString();
  };
  await sandbox.exec(['sh', '-c', 'mkdir -p repo ctl && git init -q repo']);

  return {
    sandbox,
    repo,
    sh,
    async run(command, env = {}) {
      const agent = command.agent ?? 'claude';
      const program = phaseScript({ ...command, agent, home: sandbox.home });
      for (const { path: file, content } of program.files) await sandbox.writeFile(file, content);
      const merged = { ...program.env, SCRIPTED_AGENT_PACE: '0', ...env };
      // One stream, as in a session; only stdout is kept whole.
      const { exitCode, stdout } = await exec(['sh', '-c', `(${program.script}) 2>&1`], merged);
      const result = await readPhaseResult(sandbox, exitCode, { phase: command.phase, agent });
      return { ...result, exitCode, output: stdout.toString() };
    },
    async [Symbol.asyncDispose]() {
      await sandbox.destroy();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export const AGENT_DIR = path.dirname(SCRIPTED_AGENT);
