import { run as runProbot } from 'probot';
import { WEBHOOK_PATH } from './server.ts';

/** Serves Probot's page, which registers the App from `app.yml` and writes `.env` for the next start. */
export async function serveRegistration(): Promise<void> {
  const { PUBLIC_URL } = process.env;
  console.error(
    'No GitHub App is configured yet: this page registers one and writes .env; then start the server again.',
  );
  if (!PUBLIC_URL) {
    console.error(
      'PUBLIC_URL is not set, so the webhook has no address that GitHub could reach: set it to one like https://speckit.example.com and start again.',
    );
  }
  // Without it Probot asks smee.io for a channel, and nothing of ours would listen there.
  process.env.NO_SMEE_SETUP ??= 'true';
  await runProbot(() => {});
  // Only now: what the page registers as the webhook's address would be taken for such a channel at the start.
  if (PUBLIC_URL) process.env.WEBHOOK_PROXY_URL ??= `${PUBLIC_URL.replace(/\/+$/, '')}${WEBHOOK_PATH}`;
}
