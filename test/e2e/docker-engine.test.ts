import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { RUN_TIMEOUT, type ShellRuns, startShellRuns } from './support/shell-runs.ts';

vi.setConfig(RUN_TIMEOUT);

let runs: ShellRuns;
beforeAll(async () => {
  runs = await startShellRuns({ profile: { driver: 'docker' } });
});
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(() => runs.close());

test.each([
  ['a socket that is not there', () => 'unix:///nonexistent/docker.sock'],
  ['a port where nobody listens', closedPort],
])('no engine, but %s: the person is told, and the run ends', async (_what, address) => {
  vi.stubEnv('DOCKER_HOST', await address());
  const ended = await runs.run('true');
  expect(ended.run).toMatchObject({ conclusion: 'failure', state: 'ended' });
  expect(ended.check.conclusion).toBe('failure');
  for (const place of [ended.comment.body, ended.check.summary]) {
    expect(place).toContain('The Docker engine could not');
    expect(place).toContain('Start Docker or point DOCKER_HOST to an engine');
  }
  expect(ended.run.outcome?.error?.code).toBe('unreachable');
});

async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port');
  return `tcp://127.0.0.1:${address.port}`;
}
