import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SPECIFY_VERSION } from '../speckit/version.ts';

/** The repository name of the default image. */
export const IMAGE_NAME = 'speckit-remote';

/** The image that profiles of the `docker` driver use by default. */
export const DEFAULT_IMAGE = `${IMAGE_NAME}:latest`;

/** The pinned versions inside the image, by the Dockerfile's build argument. */
export const PINS = {
  SPECIFY_VERSION,
  NODE_VERSION: '24.21.0',
  NPM_VERSION: '11.21.2',
  CLAUDE_VERSION: '2.1.328',
  CODEX_VERSION: '0.169.0',
  GEMINI_VERSION: '0.61.0',
} as const;

export const DOCKERFILE = path.join(import.meta.dirname, 'Dockerfile');

/** The label that holds {@link fingerprint} of what an image was made of. */
export const FINGERPRINT_LABEL = 'speckit-remote.fingerprint';

/** The label that names the image that the default image was built on. */
export const BASE_LABEL = 'speckit-remote.base';

/** Twelve hexadecimal digits that change with the Dockerfile and the pinned versions; the image's version tag. */
export function fingerprint(): string {
  const hash = createHash('sha256').update(readFileSync(DOCKERFILE)).update(JSON.stringify(PINS));
  return hash.digest('hex').slice(0, 12);
}
