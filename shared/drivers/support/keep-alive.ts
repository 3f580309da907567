/** Renews a sandbox's time to live while at least one call holds it. */
export class KeepAlive {
  readonly #periodMs: number;
  readonly #renew: () => Promise<void>;
  #holders = 0;
  #timer: NodeJS.Timeout | undefined;
  #renewedAt = performance.now();

  /** `ttlMs`: how long the service waits without a renewal. */
  constructor(ttlMs: number, renew: () => Promise<void>) {
    this.#periodMs = ttlMs / 3;
    this.#renew = renew;
  }

  hold(): Disposable {
    if (performance.now() - this.#renewedAt > this.#periodMs) this.#now();
    this.#holders += 1;
    this.#timer ??= setInterval(() => this.#now(), this.#periodMs).unref();
    return {
      [Symbol.dispose]: () => {
        this.#holders -= 1;
        if (this.#holders > 0) return;
        clearInterval(this.#timer);
        this.#timer = undefined;
      },
    };
  }

  #now(): void {
    this.#renewedAt = performance.now();
    this.#renew().catch(() => {
      // Two more tries fit into the time to live; whoever uses the sandbox then finds it out of reach or gone.
    });
  }
}
