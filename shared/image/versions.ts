import { SPECIFY_VERSION } from '../speckit/version.ts';

/** The repository name of the image; tagged `latest` and with {@link IMAGE_VERSION}. */
export const IMAGE_NAME = 'speckit-remote';

/** Raised whenever the image's content changes. */
export const IMAGE_VERSION = '1';

/** The pinned versions inside the image, by the Dockerfile's build argument. */
export const PINS = {
  SPECIFY_VERSION,
  NODE_VERSION: '24.21.0',
  NPM_VERSION: '11.21.2',
  CLAUDE_VERSION: '2.1.328',
  CODEX_VERSION: '0.169.0',
  GEMINI_VERSION: '0.61.0',
} as const;
