import { type ZodType, z } from 'zod';

type Node = z.core.JSONSchema._JSONSchema;

/** The keys that the schema knows at `path`, from its JSON schema. */
export function keysAt(schema: ZodType, path: readonly PropertyKey[]): string[] {
  let node: Node | undefined = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
  });
  for (const part of path) {
    if (typeof node !== 'object') return [];
    const inner: Node | Node[] | undefined =
      typeof part === 'number' ? node.items : (node.properties?.[String(part)] ?? node.additionalProperties);
    node = Array.isArray(inner) ? inner[0] : inner;
    // Of several forms only one has keys.
    if (typeof node === 'object')
      node = node.anyOf?.find(form => typeof form === 'object' && form.properties) ?? node;
  }
  return typeof node === 'object' ? Object.keys(node.properties ?? {}) : [];
}

/** Whether the value is keys with values, neither a list nor null. */
export function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
