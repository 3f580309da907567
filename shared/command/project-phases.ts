import { z } from 'zod';
import { readYaml } from '../profile/yaml.ts';
import { PHASE_WORD } from './phases.ts';

/** One text file of the project; `path` is relative to the project's directory, with `/` separators. */
export interface ProjectFile {
  path: string;
  text: string;
}

export interface ProjectPhases {
  /** The phases that the project's extensions and presets add, without `speckit.`, sorted. */
  names: string[];
  /** The extensions that are installed and enabled, sorted. */
  extensions: string[];
  /** Manifests that cannot be read, as sentences for the person who misses a phase. */
  problems: string[];
}

const MANIFEST = /^\.specify\/(extensions|presets)\/([^/]+)\/(?:extension|preset)\.yml$/;
const REGISTRY = /^\.specify\/(extensions|presets)\/\.registry$/;

/** Whether {@link projectPhases} wants to see the file; the others need not be read. */
export function definesPhases(path: string): boolean {
  return MANIFEST.test(path) || REGISTRY.test(path);
}

const named = z.object({ name: z.string(), aliases: z.array(z.string()).nullish() });
const manifest = z.object({
  provides: z.object({
    commands: z.array(named).nullish(),
    templates: z.array(named.extend({ type: z.string() })).nullish(),
  }),
});
const registry = z.record(
  z.string(),
  z
    .unknown()
    .transform(
      entries => z.record(z.string(), z.object({ enabled: z.boolean().optional() })).safeParse(entries).data,
    ),
);

/** The phases that a project's `.specify` adds, from its manifests. A preset's commands may replace core ones. */
export function projectPhases(files: readonly ProjectFile[]): ProjectPhases {
  const problems: string[] = [];
  const names = new Set<string>();
  const extensions = new Set<string>();
  const disabled = new Set(files.flatMap(file => disabledBy(file, problems)));
  for (const file of files) {
    const [, kind, id] = MANIFEST.exec(file.path) ?? [];
    if (kind === undefined || id === undefined || disabled.has(`${kind}/${id}`)) continue;
    const found = manifest.safeParse(yaml(file.text));
    if (!found.success) {
      problems.push(`\`${file.path}\` is not a manifest that Spec Kit accepts.`);
      continue;
    }
    if (kind === 'extensions') extensions.add(id);
    const { commands, templates } = found.data.provides;
    const own = [...(commands ?? []), ...(templates ?? []).filter(template => template.type === 'command')];
    for (const name of own.flatMap(command => [command.name, ...(command.aliases ?? [])])) {
      const phase = name.startsWith('speckit.') ? name.slice('speckit.'.length) : '';
      if (PHASE_WORD.test(phase.toLowerCase())) names.add(phase);
    }
  }
  return { names: [...names].sort(), extensions: [...extensions].sort(), problems };
}

function disabledBy(file: ProjectFile, problems: string[]): string[] {
  const kind = REGISTRY.exec(file.path)?.[1];
  if (kind === undefined) return [];
  const found = registry.safeParse(yaml(file.text));
  if (!found.success) {
    problems.push(`\`${file.path}\` is not a registry that Spec Kit accepts.`);
    return [];
  }
  return Object.entries(found.data[kind] ?? {})
    .filter(([, entry]) => entry.enabled === false)
    .map(([id]) => `${kind}/${id}`);
}

/** The document's value; undefined when it is broken. JSON is YAML too. */
function yaml(text: string): unknown {
  const read = readYaml(text);
  return read.ok ? read.value : undefined;
}
