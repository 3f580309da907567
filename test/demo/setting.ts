import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { PROXY_IMAGE } from '../../shared/egress/image.ts';
import { isSpeckitError } from '../../shared/errors.ts';
import { DEFAULT_IMAGE } from '../../shared/image/pins.ts';
import { buildProxyImage } from '../../shared/image/proxy-image.ts';
import { ensureSpecify, SCRIPTED_AGENT } from '../support/specify.ts';

const run = promisify(execFile);

/** Where the demo runs and what it asks for. */
export interface Setting {
  driver: 'docker' | 'local';
  /** Why this driver, a sentence. */
  why: string;
  /** The comment that starts the run. */
  comment: string;
  /** The label of the main job: the phase, or `shell` where there is no Spec Kit. */
  job: string;
  /** Settings of the server's default profile. */
  profile: object;
}

/** The agent's place in the demo's repository: a sandbox sees nothing else of this machine. */
export const AGENT_PATH = '.demo/claude';

const ANSWER_MS = 10_000;
const PULL_MS = 2 * 60_000;

const WISH = 'A shopping cart that remembers its contents between visits';
const SET = { SPECKIT_INTEGRATION_CLAUDE_EXECUTABLE: AGENT_PATH, SCRIPTED_AGENT_PACE: '0.3' };

/**
 * Docker with our image where both are there or the image can be had in moments, else this machine; the real `specify`
 * wherever it can be had.
 */
export async function findSetting(say: (step: string) => void): Promise<Setting> {
  const phase = { comment: `/speckit run specify ${WISH}`, job: 'specify' };
  const problem = await dockerProblem(say);
  if (problem === undefined) {
    const why = `a Docker engine answers and has the image ${DEFAULT_IMAGE}`;
    return { driver: 'docker', why, ...phase, profile: { driver: 'docker', set: SET } };
  }
  say('looking for Spec Kit, installing it into .cache/ when missing');
  try {
    const bin = await ensureSpecify();
    return {
      driver: 'local',
      why: problem,
      ...phase,
      profile: { driver: 'local', local: { path: [bin] }, set: SET },
    };
  } catch (error) {
    if (!isSpeckitError(error, 'missing')) throw error;
    return {
      driver: 'local',
      why: `${problem}; Spec Kit cannot be installed either (${error.message}), so a shell command is the main job`,
      comment: '/speckit run -- printf "A cart that remembers its contents.\\n" | tee cart.md',
      job: 'shell',
      profile: { driver: 'local' },
    };
  }
}

/** What keeps Docker from being used; `undefined` if nothing does. */
async function dockerProblem(say: (step: string) => void): Promise<string | undefined> {
  if (!(await docker('version'))) return 'no Docker engine answers';
  if (!(await docker('image', 'inspect', DEFAULT_IMAGE))) {
    say(`the Docker engine has no image ${DEFAULT_IMAGE}, so its registry is asked for it`);
    if (!(await docker('pull', '--quiet', DEFAULT_IMAGE)))
      return `the image ${DEFAULT_IMAGE} is not there and cannot be pulled (\`npm run image\` builds it, in a few minutes)`;
  }
  // What the sandbox's network is limited by; no registry has it, but it is made of the other one in seconds.
  if (await docker('image', 'inspect', PROXY_IMAGE)) return undefined;
  try {
    await buildProxyImage({ say });
    return undefined;
  } catch (error) {
    if (!isSpeckitError(error)) throw error;
    return `${error.message} (\`npm run image\` builds the images)`;
  }
}

/** Whether `docker` did that, before anybody lost patience. */
const docker = (...args: string[]): Promise<boolean> =>
  run('docker', args, { timeout: args[0] === 'pull' ? PULL_MS : ANSWER_MS }).then(
    () => true,
    () => false,
  );

/** The files of the demo's repository. */
export async function demoFiles(): Promise<Record<string, string | { mode: string; content: string }>> {
  return {
    'README.md': '# Shop\n\nA small web shop. See `src/` for the code.\n',
    'src/cart.js': 'export class Cart {\n  items = [];\n  add(item) {\n    this.items.push(item);\n  }\n}\n',
    'src/index.js': "import { Cart } from './cart.js';\n\nexport const cart = new Cart();\n",
    'package.json': '{ "name": "shop", "type": "module", "private": true }\n',
    [AGENT_PATH]: { mode: '100755', content: await readFile(SCRIPTED_AGENT, 'utf8') },
  };
}
