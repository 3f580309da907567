import { AGENTS, DEFAULT_AGENT, findAgent } from './agents.ts';

/** Where builds fetch packages from. */
export const REGISTRIES: readonly string[] = [
  // npm
  'registry.npmjs.org',
  // PyPI
  'pypi.org',
  'files.pythonhosted.org',
  // crates.io
  'index.crates.io',
  'static.crates.io',
  // Go
  'proxy.golang.org',
  'sum.golang.org',
  // Maven Central and Gradle's plugins
  'repo.maven.apache.org',
  'repo1.maven.org',
  'plugins.gradle.org',
  // RubyGems
  'rubygems.org',
  'index.rubygems.org',
  // Debian
  'deb.debian.org',
  'security.debian.org',
];

/** What a sandbox of this agent may reach where nobody said otherwise. */
export const standardDomains = (agent = DEFAULT_AGENT): readonly string[] => [
  ...(findAgent(agent)?.endpoints ?? []),
  ...REGISTRIES,
];

/** Everything that is in the standard list of some agent. */
export const ALL_STANDARD_DOMAINS: readonly string[] = [
  ...AGENTS.flatMap(({ endpoints }) => endpoints),
  ...REGISTRIES,
];
