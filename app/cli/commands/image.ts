import { command } from '../command.ts';

export default command({
  options: {
    base: { value: 'IMAGE', summary: "build on this image (based on Debian 12) instead of Debian's own" },
    network: { value: 'MODE', summary: 'network of the build, like host' },
    mirror: { value: 'URL', summary: "Debian's package archive, for making a base where none can be pulled" },
    force: { summary: 'build also when it is up to date' },
  },
  async run({ options, out, signal }) {
    const [{ buildImage }, { buildProxyImage }, { DEFAULT_IMAGE }, { PROXY_IMAGE }] = await Promise.all([
      import('../../../shared/image/image.ts'),
      import('../../../shared/image/proxy-image.ts'),
      import('../../../shared/image/pins.ts'),
      import('../../../shared/egress/image.ts'),
    ]);
    const say = (line: string) => out.note(line);
    try {
      await buildImage({ ...options, say });
      await buildProxyImage({ force: options.force, say });
    } catch (error) {
      // Docker heard the same Ctrl-C, and only failed because of it.
      signal.throwIfAborted();
      throw error;
    }
    const images = [DEFAULT_IMAGE, PROXY_IMAGE];
    out.result({ images }, () => `${images.join(' and ')} are ready.`);
    return undefined;
  },
});
