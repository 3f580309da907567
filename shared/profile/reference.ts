import { type ZodType, z } from 'zod';
import { listed } from '../command/suggest.ts';

type Node = z.core.JSONSchema.BaseSchema;

/** The JSON schema that editors use. Driver settings show what may be written, not what it becomes. */
export function jsonSchema(schema: ZodType, title: string): Node {
  return { ...z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }), title };
}

/** One key of a group: what it is for, and its value where nobody sets it. */
export interface SettingDocs {
  key: string;
  text: string;
  standard?: unknown;
}

/** The keys right inside of a schema with what it says of them. */
export function settingDocs(schema: ZodType): SettingDocs[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([key, node]) => {
    const { description = '', default: standard } = typeof node === 'object' ? node : {};
    return { key, text: description, ...(standard === undefined ? {} : { standard }) };
  });
}

/** Every key of a configuration file as a Markdown table, from its JSON schema. */
export function keyTable(schema: Node): string {
  const rows = [...keys(schema, '')].map(
    ({ key, node }) => `| \`${key}\` | ${cell(kind(node))} | ${cell(text(node))} |`,
  );
  return ['| Key | Value | Meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

function* keys(node: Node, prefix: string): Generator<{ key: string; node: Node }> {
  for (const [name, inner] of Object.entries(node.properties ?? {})) {
    if (typeof inner === 'object') yield* nested(`${prefix}${name}`, inner);
  }
}

function* nested(key: string, node: Node): Generator<{ key: string; node: Node }> {
  yield { key, node };
  yield* keys(node, `${key}.`);
  if (typeof node.additionalProperties === 'object') yield* keys(node.additionalProperties, `${key}.<name>.`);
}

function kind(node: Node): string {
  if (node.enum)
    return node.enum.length > LONG ? `one of ${node.enum.length}, see below` : listed(node.enum.map(String));
  if (node.examples?.[0] !== undefined) return `like \`${String(node.examples[0])}\``;
  if (node.type === 'array')
    return `list of: ${typeof node.items === 'object' ? kind(node.items as Node) : 'anything'}`;
  if (node.type === 'object' && typeof node.additionalProperties === 'object') {
    return node.properties ? 'keys' : `names with ${kind(node.additionalProperties)}`;
  }
  return KINDS[String(node.type)] ?? 'anything';
}

/** A longer list of values gets a section of its own. */
const LONG = 12;

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: '`true` or `false`',
  object: 'keys',
};

function text(node: Node): string {
  const standard = node.default === undefined ? '' : ` Default: \`${JSON.stringify(node.default)}\`.`;
  return `${node.description ?? ''}${standard}`.trim();
}

function cell(content: string): string {
  return content.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
