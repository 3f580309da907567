import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_TEXT_BYTES } from '../../shared/speckit/command.ts';
import { specifyForTests } from '../support/specify.ts';
import { type Bench, makeBench } from './bench.ts';

const specify = await specifyForTests();

/** Writes its arguments, NUL-separated, beside the checkout. */
const RECORDER = `#!/bin/sh
printf '%s\\0' "$@" >../seen
`;

const TEXTS: [string, string][] = [
  ['quotes', `it's "quoted" and 'so' \\" on \\' \\\\`],
  ['a substitution', '$(touch ../pwned) `touch ../pwned` $HOME $((1+1)) ; touch ../pwned & | > ../pwned'],
  ['expressions', '{{ inputs.text }} {{ steps.phase.output }} {% raw %} {# x #} {{'],
  ['YAML', 'text: !!python/object/apply:os.system ["touch ../pwned"]\n---\n- *x\n&x !!binary\n: "'],
  ['several lines', 'first\n\n  second\tindented\r\nthird\n$(touch ../pwned)\n\nlast'],
  ['leading dashes', '--help --json -i other=1\n--model x'],
  ['an equals sign and a key', 'text=other\nintegration=codex'],
  ['a word that Spec Kit resolves', 'auto'],
  ['other scripts', 'Grüße, 日本語, 🎉, \u202e rtl, e\u0301'],
  ['markup', '[bold]x[/bold] [/] <b> **x** @everyone #1'],
  ['60,000 characters', 'lorem "ipsum" $(x) '.repeat(3158).slice(0, 60_000).trim()],
  ['as many bytes as it takes', 'x'.repeat(MAX_TEXT_BYTES)],
];

describe.skipIf(specify.skip)('what a person writes', () => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await makeBench([specify.bin]);
    await bench.sandbox.writeFile(`${bench.sandbox.home}/recorder`, Buffer.from(RECORDER), { mode: 0o755 });
  });
  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
  });

  it.each(TEXTS)('reaches the agent as it is: %s', async (_name, text) => {
    const env = { SPECKIT_INTEGRATION_CLAUDE_EXECUTABLE: '../recorder' };
    const run = await bench.run({ phase: 'specify', text, feature: 'specs/001-x' }, env);
    expect(run.outcome.status).toBe('completed');
    const seen = (await bench.sh('cat ../seen')).split('\0');
    expect(seen.slice(0, 2)).toEqual(['-p', `/speckit-specify ${text}`]);
    expect(await bench.sh('ls ..')).not.toContain('pwned');
  });
});
