import type { CommandRow } from '../command.ts';

/** What a group of commands is about, by its word. */
export const GROUPS: Readonly<Record<string, string>> = {
  profile: 'named ways to run, and which one runs take',
};

/** Every command by the words that call it (at most two), in the order of the help. */
export const COMMANDS: Readonly<Record<string, CommandRow>> = {
  run: { summary: 'run a phase or a command on this working tree', load: () => import('./run.ts') },
  status: { summary: 'how a run stands', load: () => import('./status.ts') },
  logs: { summary: 'the output of a run', load: () => import('./logs.ts') },
  attach: { summary: 'go on with a run that goes on by itself', load: () => import('./attach.ts') },
  cancel: { summary: 'end a run', load: () => import('./cancel.ts') },
  list: { summary: 'the runs of this machine', load: () => import('./list.ts') },
  tend: { summary: 'look after a run', hidden: true, load: () => import('./tend.ts') },
  'profile list': { summary: 'what profiles there are', load: () => import('./profile-list.ts') },
  'profile use': { summary: 'choose the profile of the next runs', load: () => import('./profile-use.ts') },
  'profile add': { summary: 'make a profile', load: () => import('./profile-add.ts') },
  'profile edit': { summary: 'change a profile', load: () => import('./profile-edit.ts') },
  'profile show': {
    summary: 'what a profile comes to, with every default',
    load: () => import('./profile-show.ts'),
  },
  'profile test': {
    summary: 'try settings, credentials and the way there',
    load: () => import('./profile-test.ts'),
  },
  'profile remove': { summary: 'remove a profile', load: () => import('./profile-remove.ts') },
  login: { summary: 'keep a credential in the keychain of this system', load: () => import('./login.ts') },
  logout: { summary: 'remove it from there', load: () => import('./logout.ts') },
  doctor: {
    summary: 'check what runs and servers rest on, and say what to do',
    load: () => import('./doctor.ts'),
  },
  image: { summary: 'build the images of Docker sandboxes', load: () => import('./image.ts') },
  runs: { summary: "the runs in a server's database", load: () => import('./runs.ts') },
  replay: { summary: 'hand a delivery that failed to the server again', load: () => import('./replay.ts') },
  completion: { summary: 'print the completion script of a shell', load: () => import('./completion.ts') },
  complete: { summary: 'what may stand at the cursor', hidden: true, load: () => import('./complete.ts') },
};
