import { createHash, type Hash } from 'node:crypto';

/** What becomes the id of a blob of `size` bytes once its content was added. */
export const blobHash = (size: number): Hash => createHash('sha1').update(`blob ${size}\0`);
