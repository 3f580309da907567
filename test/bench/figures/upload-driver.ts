import type { DriverName } from '../../../shared/drivers/index.ts';
import { seconds } from '../measure.ts';
import { notSlower, openUploads } from '../support/uploads.ts';
import type { Figure, Measurement } from '../types.ts';

async function open(driver: DriverName): Promise<Measurement> {
  const uploads = await openUploads('text', driver);
  return {
    async ours() {
      const sandbox = await uploads.sandbox();
      return await seconds(() => uploads.upload(sandbox));
    },
    async reference() {
      const sandbox = await uploads.sandbox();
      return await seconds(() => uploads.copy(sandbox));
    },
    [Symbol.asyncDispose]: () => uploads[Symbol.asyncDispose](),
  };
}

const figures = (driver: DriverName): Figure[] => [
  {
    name: `upload-${driver}`,
    about: '1000 files, 100 MB, into a fresh sandbox and checked out there; reference: the plain way',
    unit: 's',
    runs: 5,
    ...notSlower(driver),
    open: () => open(driver),
  },
];
export default figures;
