/**
 * Shorter values are not redacted: masking every `true` or `8080` would make output unreadable and would point
 * at the value all the same. Whoever takes secrets in should refuse or warn about shorter ones.
 */
export const MIN_SECRET_BYTES = 6;

/** Line lengths at which `base64` (76) and PEM writers (64) wrap. */
const WRAP_COLUMNS = [76, 64];

const PEM_FRAME = /^-----(BEGIN|END) [A-Z0-9 ]+-----$/;

/**
 * The byte strings under which `secret` may show up in output: as it is, line by line (a PEM file is often
 * printed re-indented), base64 and base64url at each of the three alignments and wrapped, URL-encoded and
 * JSON-escaped. Base64 forms leave out the border characters that neighbouring bytes decide.
 * Forms under {@link MIN_SECRET_BYTES} are dropped; the list is free of duplicates.
 */
export function secretForms(secret: string): Buffer[] {
  const forms = new Set<string>();
  // White space around a value, such as the line break at a file's end, is no secret and often is not printed.
  const whole = secret.trim();
  if (Buffer.byteLength(whole) < MIN_SECRET_BYTES) return [];
  forms.add(whole);
  for (const form of base64Forms(Buffer.from(whole))) forms.add(form);
  for (const form of urlForms(whole)) forms.add(form);
  for (const form of jsonForms(whole)) forms.add(form);
  for (const line of whole.split(/\r?\n|\r/)) {
    const text = line.trim();
    if (!PEM_FRAME.test(text)) forms.add(text);
  }
  return [...forms].map(form => Buffer.from(form)).filter(form => form.length >= MIN_SECRET_BYTES);
}

function base64Forms(bytes: Buffer): string[] {
  const forms: string[] = [];
  for (const pad of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(pad), bytes]).toString('base64');
    // Characters before `first` mix in the bytes in front, those from `end` on the bytes behind.
    const first = Math.ceil((pad * 8) / 6);
    const end = Math.floor(((pad + bytes.length) * 8) / 6);
    const core = encoded.slice(first, end);
    forms.push(core);
    if (pad === 0) for (const columns of WRAP_COLUMNS) forms.push(...wrapped(core, columns));
  }
  return forms.flatMap(form => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

function wrapped(text: string, columns: number): string[] {
  if (text.length <= columns) return [];
  return Array.from({ length: Math.ceil(text.length / columns) }, (_, i) =>
    text.slice(i * columns, (i + 1) * columns),
  );
}

function urlForms(value: string): string[] {
  const usual = encodeURIComponent(value.toWellFormed());
  const strict = usual.replace(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = strict.replaceAll('%20', '+');
  const lower = (text: string) => text.replace(/%[0-9A-F]{2}/g, c => c.toLowerCase());
  return [usual, strict, form, lower(usual), lower(strict), lower(form)];
}

function jsonForms(value: string): string[] {
  const usual = JSON.stringify(value).slice(1, -1);
  const ascii = usual.replace(/[^\0-\x7e]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [usual, ascii, usual.replaceAll('/', '\\/'), ascii.replaceAll('/', '\\/')];
}
