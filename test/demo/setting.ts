import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { PROXY_IMAGE } from '../../shared/egress/image.ts';
import { isSpeckitError } from '../../shared/errors.ts';
import { DEFAULT_IMAGE } from '../../shared/image/pins.ts';
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

const WISH = 'A shopping cart that remembers its contents between visits';
const SET = { SPECKIT_INTEGRATION_CLAUDE_EXECUTABLE: AGENT_PATH, SCRIPTED_AGENT_PACE: '0.3' };

/** Docker with our image where both are there, else this machine; the real `specify` wherever it can be had. */
export async function findSetting(onInstall: () => void): Promise<Setting> {
  const phase = { comment: `/speckit run specify ${WISH}`, job: 'specify' };
  const docker = await dockerProblem();
  if (docker === undefined) {
    const why = `a Docker engine answers and has the image ${DEFAULT_IMAGE}`;
    return { driver: 'docker', why, ...phase, profile: { driver: 'docker', set: SET } };
  }
  onInstall();
  try {
    const bin = await ensureSpecify();
    return {
      driver: 'local',
      why: docker,
      ...phase,
      profile: { driver: 'local', local: { path: [bin] }, set: SET },
    };
  } catch (error) {
    if (!isSpeckitError(error, 'missing')) throw error;
    return {
      driver: 'local',
      why: `${docker}; Spec Kit cannot be installed either (${error.message}), so a shell command is the main job`,
      comment: '/speckit run -- printf "A cart that remembers its contents.\\n" | tee cart.md',
      job: 'shell',
      profile: { driver: 'local' },
    };
  }
}

/** What keeps Docker from being used; `undefined` if nothing does. */
async function dockerProblem(): Promise<string | undefined> {
  try {
    await run('docker', ['version'], { timeout: 10_000 });
  } catch {
    return 'no Docker engine answers';
  }
  // The second is what the sandbox's network is limited by.
  for (const image of [DEFAULT_IMAGE, PROXY_IMAGE]) {
    try {
      await run('docker', ['image', 'inspect', image], { timeout: 10_000 });
    } catch {
      return `the Docker engine has no image ${image} (\`npm run image\` builds it)`;
    }
  }
  return undefined;
}

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
