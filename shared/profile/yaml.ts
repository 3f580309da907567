import { parseAllDocuments } from 'yaml';

export type YamlResult =
  | { ok: true; value: unknown }
  /** `line` and `column` count from 1. `problem` is a phrase without a full stop. */
  | { ok: false; problem: string; line?: number; column?: number };

/**
 * The value of a YAML (or JSON) text with at most one document; nothing at all is `null`. Strict: duplicate keys,
 * unknown tags and aliases that multiply are problems.
 */
export function readYaml(text: string): YamlResult {
  const documents = parseAllDocuments(text, { logLevel: 'silent', prettyErrors: true });
  if (!Array.isArray(documents) || documents.length === 0) return { ok: true, value: null };
  const [document, second] = documents;
  if (document === undefined || second !== undefined)
    return { ok: false, problem: 'it holds more than one document' };
  const fault = document.errors[0] ?? document.warnings[0];
  if (fault) {
    const at = fault.linePos?.[0];
    const problem = (fault.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
    return { ok: false, problem, ...(at && { line: at.line, column: at.col }) };
  }
  try {
    let inherited = false;
    const reviver = (key: unknown, value: unknown) => {
      inherited ||= key === '__proto__';
      return value;
    };
    const value: unknown = document.toJS({ maxAliasCount: 50, reviver });
    // Validation would pass over such a key without a word.
    return inherited ? { ok: false, problem: 'it holds the key `__proto__`' } : { ok: true, value };
  } catch (error) {
    // The library's only way to report an alias without an anchor, or too many of them.
    if (error instanceof ReferenceError) return { ok: false, problem: error.message };
    throw error;
  }
}
