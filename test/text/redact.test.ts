import { describe, expect, it } from 'vitest';
import { redactKnownShapes } from '../../shared/text/known-shapes.ts';
import { createRedactor } from '../../shared/text/redact.ts';
import { secretForms } from '../../shared/text/secret-forms.ts';

const PEM = `-----BEGIN RSA PRIVATE KEY-----
MIIEowIBAAKCAQEAx1d4mVqL0nZyqf0bBv5m9xX6GvPZ0yQ2mYk5o7JqkV3e8sRw
T9uQpL2nBd7hYcXzKf4aWm1EoNsGvJr6tUqDbHyPi5kZx8lCeFjM0gVwSaIuRnTo
Qd3==
-----END RSA PRIVATE KEY-----
`;
const stars = (length: number) => '*'.repeat(length);

/** A small seeded generator, so that a failure repeats. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function streamed(secrets: string[], pieces: Uint8Array[]): { whole: Buffer; borders: number[] } {
  const stream = createRedactor(secrets).stream();
  const borders: number[] = [];
  let offset = 0;
  const parts: Uint8Array[] = [];
  for (const piece of pieces) {
    const part = stream.push(piece);
    offset += part.length;
    borders.push(offset);
    parts.push(part);
  }
  parts.push(stream.flush());
  return { whole: Buffer.concat(parts), borders };
}

describe('text', () => {
  const secret = 'p/ss "wörd"+1';
  const table: [name: string, secrets: string[], input: string, output: string][] = [
    ['plain', ['hunter22'], 'is hunter22!', 'is ********!'],
    ['every time', ['hunter22'], 'hunter22hunter22', stars(16)],
    ['none', ['hunter22'], 'is hunter2!', 'is hunter2!'],
    ['no secrets at all', [], 'text', 'text'],
    ['shorter than six bytes is ignored', ['abcde'], 'abcde', 'abcde'],
    ['six bytes count', ['abcdef'], 'abcdef', '******'],
    ['bytes, not characters', ['wörd12'], '(wörd12)', `(${stars(7)})`],
    ['overlapping secrets', ['abcdefgh', 'efghijkl'], '-abcdefghijkl-', `-${stars(12)}-`],
    [
      'one inside the other',
      ['abcdefghij', 'cdefgh'],
      'abcdefghij cdefgh abcdefghi.',
      `${stars(10)} ${stars(6)} ab${stars(6)}i.`,
    ],
    ['surrounding white space of a secret', ['  hunter22\n'], 'is hunter22.', 'is ********.'],
    [
      'URL-encoded',
      [secret],
      `?p=${encodeURIComponent(secret)}&`,
      `?p=${stars(encodeURIComponent(secret).length)}&`,
    ],
    ['URL-encoded in lower case', [secret], 'p%2fss%20%22w%c3%b6rd%22%2b1.', `${stars(28)}.`],
    ['as a form', [secret], new URLSearchParams({ p: secret }).toString(), `p=${stars(26)}`],
    ['JSON-escaped', [secret], JSON.stringify({ secret }), `{"secret":"${stars(16)}"}`],
    ['JSON-escaped as ASCII', [secret], '"p\\/ss \\"w\\u00f6rd\\"+1"', `"${stars(21)}"`],
    ['cut off at the end', ['hunter22-long'], 'is hunter22', 'is ********'],
    ['too little of it at the end', ['hunter22-long'], 'is hunt', 'is hunt'],
  ];
  it.each(table)('%s', (_, secrets, input, output) => {
    const masked = createRedactor(secrets).text(input);
    expect(masked).toBe(output);
    expect(Buffer.byteLength(masked)).toBe(Buffer.byteLength(input));
  });

  it.each([0, 1, 2, 3, 4, 5])('base64 behind %i bytes', before => {
    const value = 'correct-horse-battery>>>???';
    for (const encoding of ['base64', 'base64url'] as const) {
      const encoded = Buffer.from(`${'x'.repeat(before)}${value}yy`).toString(encoding);
      const masked = createRedactor([value]).text(encoded);
      expect(masked).toHaveLength(encoded.length);
      // At most the border characters, which hold bits of other bytes, stay.
      expect(masked.match(/\*+/g)).toHaveLength(1);
      expect(masked.match(/\*/g)?.length).toBeGreaterThanOrEqual(Math.floor((value.length * 4) / 3) - 2);
    }
  });

  it('base64 wrapped as the base64 command wraps it', () => {
    const value = 'v3ry-long-'.repeat(20);
    const lines = Buffer.from(value).toString('base64').replace(/.{76}/g, '$&\n');
    const masked = createRedactor([value]).text(lines);
    expect(masked.replace(/[*\n]/g, '').length).toBeLessThanOrEqual(4);
  });

  it('each line of a PEM key, indented and with CRLF, but not its frame', () => {
    const printed = PEM.replaceAll('\n', '\r\n    ');
    const masked = createRedactor([PEM]).text(printed);
    expect(masked).toContain('-----BEGIN RSA PRIVATE KEY-----');
    expect(masked).not.toMatch(/MIIE|T9uQ/);
    expect(masked).toHaveLength(printed.length);
    expect(createRedactor([PEM]).text(PEM)).toBe(`${stars(PEM.length - 1)}\n`);
  });

  it('tells whether a whole secret is there', () => {
    const redactor = createRedactor(['hunter22']);
    expect(redactor.found(Buffer.from('a hunter22'))).toBe(true);
    expect(redactor.found(Buffer.from('a hunter2'))).toBe(false);
  });
});

describe('stream', () => {
  it('emits at once what cannot be the beginning of a secret', () => {
    const stream = createRedactor(['hunter22']).stream();
    expect(Buffer.from(stream.push(Buffer.from('hello hunt'))).toString()).toBe('hello ');
    expect(Buffer.from(stream.push(Buffer.from('ing\n'))).toString()).toBe('hunting\n');
    expect(stream.flush()).toHaveLength(0);
  });

  it('never ends a piece inside a secret that is complete already', () => {
    const stream = createRedactor(['abcdefgh', 'ghXXXXXX']).stream();
    expect(Buffer.from(stream.push(Buffer.from('1abcdefgh'))).toString()).toBe('1');
    expect(Buffer.from(stream.push(Buffer.from('2'))).toString()).toBe(`${stars(8)}2`);
  });

  it('leaves the bytes it was given as they were', () => {
    const input = Buffer.from('hunter22 ');
    createRedactor(['hunter22']).stream().push(input);
    expect(input.toString()).toBe('hunter22 ');
  });

  it('gives the same whatever the pieces, and any border is a safe place to start again', () => {
    const next = random(7);
    const secrets = ['abab-secret-ab', 'secret-abab', 'ababab', PEM, 'zürich-ünder'];
    const words = [...secrets, 'ab', 'abab-sec', 'ret-', '\n', 'zür', 'plain text ', PEM.slice(0, 90)];
    for (let round = 0; round < 60; round++) {
      const text = Buffer.from(Array.from({ length: 12 }, () => words[next(words.length)]).join(''));
      const expected = createRedactor(secrets).text(text.toString());
      const pieces: Buffer[] = [];
      for (let at = 0; at < text.length; ) {
        const size = 1 + next(20);
        pieces.push(text.subarray(at, at + size));
        at += size;
      }
      const { whole, borders } = streamed(secrets, pieces);
      expect(whole.toString()).toBe(expected);
      const border = borders[next(borders.length)] ?? 0;
      const again = streamed(secrets, [text.subarray(border)]);
      expect(again.whole.toString()).toBe(whole.subarray(border).toString());
    }
  });

  it('stays bounded where a secret overlaps itself without end', () => {
    const stream = createRedactor(['aaaaaaaa']).stream();
    let out = 0;
    for (let i = 0; i < 64; i++) out += stream.push(Buffer.alloc(65_536, 'a')).length;
    expect(64 * 65_536 - out).toBeLessThanOrEqual((1 << 20) + 65_536);
  });

  it('takes much output and many secrets in its stride', () => {
    const secrets = Array.from({ length: 20 }, (_, i) => `s3cr3t-number-${i}-${'x'.repeat(30)}`).concat(PEM);
    const stream = createRedactor(secrets).stream();
    const block = Buffer.from('some ordinary line of output, s3cr3t-free 0123456789 abcdef\n'.repeat(1000));
    let [taken, given] = [0, 0];
    while (taken < 100_000_000) {
      taken += block.length;
      given += stream.push(block).length;
    }
    expect(given + stream.flush().length).toBe(taken);
  });
});

describe('secretForms', () => {
  it('has no duplicates and nothing short', () => {
    const forms = secretForms(PEM).map(form => form.toString('latin1'));
    expect(new Set(forms).size).toBe(forms.length);
    expect(Math.min(...forms.map(form => form.length))).toBeGreaterThanOrEqual(6);
    expect(secretForms('     a     ')).toEqual([]);
  });
});

describe('redactKnownShapes', () => {
  const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxMjM0NTYifQ.c2lnbmF0dXJlLXdpdGgtYml0cw';
  it.each([
    ['ghp_16C7e42F292c6912E7710c838347Ae178B4a', 40],
    ['ghs_16C7e42F292c6912E7710c838347Ae178B4a', 40],
    [`ghs_123456_${jwt}`, 11 + jwt.length],
    ['github_pat_11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz', 48],
    ['sk-ant-api03-AbCdEfGhIjKlMnOpQrStUvWxYz', 39],
    ['AKIAIOSFODNN7EXAMPLE', 20],
    [jwt, jwt.length],
  ])('%s', (token, length) => {
    expect(token).toHaveLength(length);
    expect(redactKnownShapes(`(token=${token})`)).toBe(`(token=${stars(length)})`);
  });

  it('private keys, closed and cut off', () => {
    expect(redactKnownShapes(`a\n${PEM}b`)).toMatch(/^a\n[*\n]+b$/);
    expect(redactKnownShapes(`a\n${PEM.slice(0, 120)}`)).toMatch(/^a\n[*\n]+$/);
    expect(redactKnownShapes(PEM)).toHaveLength(PEM.length);
  });

  it.each([
    'ghost_writer',
    'ghp_short',
    'sk-ant-',
    'task-ant-16C7e42F292c6912E7710c',
    'eyJhbG',
    'a public key',
  ])('leaves %s', text => expect(redactKnownShapes(text)).toBe(text));

  it('takes hostile text in its stride', () => {
    // What is not linear would take hours.
    for (const piece of ['-----BEGIN PRIVATE KEY-----', 'ghs_', 'eyJ-', 'eyJaaaaaaaa.', '-eyJaaaaaaaaa.']) {
      const text = piece.repeat(200_000);
      expect(redactKnownShapes(text)).toHaveLength(text.length);
    }
  });
});
