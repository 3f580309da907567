import { buildImage } from '../../shared/image/image.ts';
import { buildProxyImage } from '../../shared/image/proxy-image.ts';

let ready: Promise<void> | undefined;

/** Makes sure of the proxy's image, which allow lists and caches need; the first time it takes minutes. */
export function proxyImage(): Promise<void> {
  const say = () => {};
  ready ??= buildImage({ say }).then(() => buildProxyImage({ say }));
  return ready;
}
