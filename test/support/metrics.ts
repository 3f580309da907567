/** A sample of Prometheus' text format: its name with labels as written, and its value. */
export type Samples = ReadonlyMap<string, number>;

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*(?:\{[^}]*\})?) (\S+)$/;

/** Scrapes a server; throws for a line that is neither a comment nor a sample. */
export async function scrape(url: string): Promise<Samples> {
  const response = await fetch(`${url}/metrics`);
  if (!response.ok || !response.headers.get('content-type')?.startsWith('text/plain'))
    throw new Error(`/metrics answered ${response.status}`);
  const samples = new Map<string, number>();
  for (const line of (await response.text()).split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, name, value] = SAMPLE.exec(line) ?? [];
    // Prometheus reads `NaN` in any case.
    if (name === undefined || (Number.isNaN(Number(value)) && !/^nan$/i.test(value ?? '')))
      throw new Error(`not a sample: ${line}`);
    if (samples.has(name)) throw new Error(`${name} is there twice`);
    samples.set(name, Number(value));
  }
  return samples;
}
