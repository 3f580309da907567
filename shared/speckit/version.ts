/** The release of `specify-cli` that the image, the tests and the demo install, and that our workflow files are written for. */
export const SPECIFY_VERSION = '1.2.3';
