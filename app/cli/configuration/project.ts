import { existsSync } from 'node:fs';
import path from 'node:path';

/** The top of the working tree that holds `folder`, or `folder` itself where there is none; absolute. */
export function projectOf(folder: string): string {
  const start = path.resolve(folder);
  for (let at = start; ; at = path.dirname(at)) {
    // In a linked working tree it is a file.
    if (existsSync(path.join(at, '.git'))) return at;
    if (path.dirname(at) === at) return start;
  }
}
