/**
 * A result that cannot be carried file by file, so that the sandbox's git has to pack it. Never crosses the border of
 * this folder.
 */
export class OddFiles extends Error {
  override readonly name = 'OddFiles';
}
