/** A git object that is missing, of another type or size than it has to be, or not well-formed. Mapped at borders of modules. */
export class BrokenObject extends Error {
  override readonly name = 'BrokenObject';
}
