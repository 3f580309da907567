/** Shapes of well-known credentials. Each starts at a border of a word, so scanning stays linear. */
const SHAPES: readonly RegExp[] = [
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  // GitHub tokens; installation tokens may carry a JWT: ghs_APPID_HEADER.PAYLOAD.SIGNATURE.
  /(?<![A-Za-z0-9_-])gh[a-z]_[A-Za-z0-9_-]{16,}(?:\.[A-Za-z0-9_-]+){0,2}/g,
  /(?<![A-Za-z0-9_-])github_pat_[A-Za-z0-9_]{20,}/g,
  /(?<![A-Za-z0-9_-])sk-(?:ant|proj|svcacct|admin)-[A-Za-z0-9_-]{16,}/g,
  /(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}/g,
  /(?<![A-Za-z0-9_-])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/g,
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g,
];

/**
 * `text` with everything that looks like a credential masked: the backstop before text gets public, for secrets
 * that nobody told us of. Keeps line breaks and the length in bytes (the shapes are ASCII; what stands inside an
 * unclosed private key is masked per UTF-16 unit).
 */
export function redactKnownShapes(text: string): string {
  return SHAPES.reduce(
    (masked, shape) => masked.replace(shape, found => found.replace(/[^\r\n]/g, '*')),
    text,
  );
}
