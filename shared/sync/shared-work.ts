/** Lets concurrent callers share one making of the same thing; it is aborted when the last of them gave up. */
export function sharedWork<T>(): (
  key: string,
  signal: AbortSignal | undefined,
  make: (signal: AbortSignal) => Promise<T>,
) => Promise<T> {
  const going = new Map<string, { result: Promise<T>; waiting: number; stop: AbortController }>();

  return async (key, signal, make) => {
    signal?.throwIfAborted();
    let work = going.get(key);
    if (!work || work.stop.signal.aborted) {
      const stop = new AbortController();
      const fresh = { result: make(stop.signal), waiting: 0, stop };
      const forget = () => {
        if (going.get(key) === fresh) going.delete(key);
      };
      fresh.result.then(forget, forget);
      going.set(key, fresh);
      work = fresh;
    }
    const { result, stop } = work;
    const shared = work;
    shared.waiting++;
    const given = Promise.withResolvers<never>();
    const onAbort = () => given.reject(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      return await Promise.race([result, given.promise]);
    } finally {
      signal?.removeEventListener('abort', onAbort);
      if (--shared.waiting === 0) stop.abort();
    }
  };
}
