import { homedir } from 'node:os';
import path from 'node:path';

/** The user's folders for us, absolute; made by whoever writes into them first. */
export interface Folders {
  /** What the user wrote or chose: profiles. */
  config: string;
  /** What has to outlive a restart: the runs of this machine and their sandboxes. */
  state: string;
  /** What may go at any time. */
  cache: string;
}

const OURS = 'speckit-remote';

type Variables = Readonly<Record<string, string | undefined>>;

/** As the XDG base directories say, on every system where they are set; else the system's own places. */
export function userFolders(env: Variables, platform: NodeJS.Platform = process.platform): Folders {
  const home = env.HOME || homedir();
  const roaming = env.APPDATA || path.join(home, 'AppData', 'Roaming');
  const local = env.LOCALAPPDATA || path.join(home, 'AppData', 'Local');
  const windows = platform === 'win32';
  return {
    config: at(env.XDG_CONFIG_HOME, windows ? roaming : path.join(home, '.config')),
    state: at(env.XDG_STATE_HOME, windows ? path.join(local, 'State') : path.join(home, '.local', 'state')),
    cache: at(env.XDG_CACHE_HOME, windows ? path.join(local, 'Cache') : path.join(home, '.cache')),
  };
}

/** A relative path there is to be ignored, as the standard says. */
function at(named: string | undefined, standard: string): string {
  return path.join(named && path.isAbsolute(named) ? named : standard, OURS);
}
