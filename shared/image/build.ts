import { parseArgs } from 'node:util';
import { PROXY_IMAGE } from '../egress/image.ts';
import { isSpeckitError, toSpeckitError } from '../errors.ts';
import { buildImage } from './image.ts';
import { DEFAULT_IMAGE, fingerprint, IMAGE_NAME } from './pins.ts';
import { buildProxyImage } from './proxy-image.ts';

const USAGE = `npm run image [-- OPTIONS]   builds ${DEFAULT_IMAGE}, the default image of sandboxes, and ${PROXY_IMAGE}

  --base IMAGE     build on this image (based on Debian 12) instead of Debian's own
  --network MODE   network of the build, e.g. host
  --mirror URL     Debian's package archive, for making a base where none can be pulled
  --force          build also when it is up to date`;

try {
  const { values } = parseArgs({
    options: {
      base: { type: 'string' },
      network: { type: 'string' },
      mirror: { type: 'string' },
      force: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) console.log(USAGE);
  else {
    const say = (line: string) => console.log(line);
    await buildImage({ ...values, say });
    await buildProxyImage({ force: values.force, say });
    console.log(
      `${DEFAULT_IMAGE} is ready, also as ${IMAGE_NAME}:${fingerprint()}, and so is ${PROXY_IMAGE}.`,
    );
  }
} catch (error) {
  if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
    console.error(`${error.message}\n\n${USAGE}`);
  } else {
    const known = toSpeckitError(error);
    console.error(`${known.message}\n${known.hint}`);
    if (!isSpeckitError(error)) console.error(error);
  }
  process.exitCode = 1;
}
