import { createHmac } from 'node:crypto';
import { type Json, textOf } from './refusal.ts';

export interface Delivery {
  id: number;
  /** `X-GitHub-Delivery`; a redelivery keeps it. */
  guid: string;
  event: string;
  action: string | undefined;
  payload: Json;
  redelivery: boolean;
  /** When it was sent. */
  at: Date;
  /** How long the answer took. */
  seconds?: number;
  /** What the receiver answered; absent while it is under way, and when nobody answered in time. */
  response?: { status: number; body: string };
  /** Why there is no response. */
  failure?: string;
  /** Settles when the receiver answered or the delivery failed; never rejects. */
  finished: Promise<void>;
}

export interface DeliverOptions {
  guid?: string;
  /** In the place of the true `X-Hub-Signature-256`; `null` leaves it out. */
  signature?: string | null;
}

const PATIENCE_MS = 10_000;

/** Signs payloads and posts them to the App, and remembers each delivery. */
export class Webhooks {
  readonly deliveries: Delivery[] = [];
  readonly #announcing = new Set<Promise<void>>();
  readonly #secret: string;
  readonly #closing = new AbortController();
  #url: string | undefined;

  constructor(secret: string, url: string | undefined) {
    this.#secret = secret;
    this.#url = url;
  }

  get url(): string | undefined {
    return this.#url;
  }

  setUrl(url: string | undefined): void {
    this.#url = url;
  }

  /** Starts a delivery; nothing happens where no URL is set. */
  send(event: string, payload: Json, options: DeliverOptions = {}, redelivery = false): Delivery | undefined {
    if (this.#url === undefined) return undefined;
    const delivery: Delivery = {
      id: this.deliveries.length + 1,
      guid: options.guid ?? crypto.randomUUID(),
      event,
      action: textOf(payload.action),
      payload,
      redelivery,
      at: new Date(),
      finished: Promise.resolve(),
    };
    this.deliveries.push(delivery);
    delivery.finished = this.#post(this.#url, delivery, options.signature);
    return delivery;
  }

  /** Sends a delivery again under the same guid, as the button in the App's settings does. */
  redeliver(id: number): Delivery | undefined {
    const first = this.deliveries.find(delivery => delivery.id === id);
    if (!first) throw new RangeError(`There is no delivery ${id}`);
    return this.send(first.event, first.payload, { guid: first.guid }, true);
  }

  /** Remembers an announcement that is still being put together. Its failure comes out of {@link announced}. */
  track(announcement: Promise<void>): void {
    this.#announcing.add(announcement);
    announcement.then(
      () => this.#announcing.delete(announcement),
      () => undefined,
    );
  }

  /** Resolves when everything that happened up to now is on its way as a delivery. */
  async announced(): Promise<void> {
    await Promise.all(this.#announcing);
  }

  /** Resolves when everything that happened up to now was delivered, or could not be. */
  async settled(): Promise<void> {
    await this.announced();
    await Promise.all(this.deliveries.map(delivery => delivery.finished));
  }

  async close(): Promise<void> {
    this.#url = undefined;
    this.#closing.abort();
    await Promise.all(this.deliveries.map(delivery => delivery.finished));
  }

  async #post(url: string, delivery: Delivery, signature: string | null | undefined): Promise<void> {
    const body = JSON.stringify(delivery.payload);
    const signed = signature === undefined ? sign(this.#secret, body) : signature;
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'GitHub-Hookshot/emulated',
          'x-github-event': delivery.event,
          'x-github-delivery': delivery.guid,
          'x-github-hook-installation-target-type': 'integration',
          ...(signed === null ? {} : { 'x-hub-signature-256': signed }),
        },
        signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(PATIENCE_MS)]),
      });
      delivery.response = { status: response.status, body: await response.text() };
      delivery.seconds = (Date.now() - delivery.at.getTime()) / 1000;
    } catch (error) {
      delivery.failure = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    }
  }
}

function sign(secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
