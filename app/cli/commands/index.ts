import type { CommandRow } from '../command.ts';

/** What a group of commands is about, by its word. */
export const GROUPS: Readonly<Record<string, string>> = {};

/** Every command by the words that call it (at most two), in the order of the help. */
export const COMMANDS: Readonly<Record<string, CommandRow>> = {};
