import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Driver, Sandbox } from '../../shared/drivers/types.ts';
import { execCases } from './exec.ts';
import { fileCases } from './files.ts';
import { lifeCases } from './life.ts';
import { type NetworkSetup, networkCases } from './network.ts';
import { sessionCases } from './sessions.ts';
import { usageCases } from './usage.ts';

export interface ContractSetup {
  /** A new instance each time, so that nothing can be remembered but what the driver stores outside itself. */
  driver(): Driver;
  /** A folder on a disk of 1 MiB inside a sandbox. Absent: say in `exempt` why there is none. */
  smallDisk?(): Promise<{ sandbox: Sandbox; dir: string; [Symbol.asyncDispose](): Promise<void> }>;
  /** Absent: say in `exempt` why its network cannot be tried here. */
  network?: NetworkSetup;
  /** What a driver cannot be held to, each with its reason. */
  exempt?: { smallDisk?: string; usage?: string; network?: string };
}

export interface ContractContext {
  setup: ContractSetup;
  /** A sandbox that the cases of one suite share. */
  sandbox(): Sandbox;
  /** A further one, removed at the end. */
  create(labels?: Record<string, string>): Promise<Sandbox>;
  /** The label that all sandboxes of this run of the suite carry. */
  suite: string;
}

let count = 0;
/** A name for a sandbox that no other test uses. */
export const uniqueName = () => `test-${randomUUID().slice(0, 8)}-${count++}`;

/** What every driver must do, against the real thing. */
export function driverContract(name: string, skip: string | false, setup: ContractSetup): void {
  describe.skipIf(skip)(`driver ${name}${skip ? ` (${skip})` : ''}`, () => {
    const suite = randomUUID();
    let shared: Sandbox | undefined;
    const context: ContractContext = {
      setup,
      suite,
      sandbox() {
        if (!shared) throw new Error('used before beforeAll');
        return shared;
      },
      create: (labels = {}) => setup.driver().create({ name: uniqueName(), labels: { suite, ...labels } }),
    };
    beforeAll(async () => {
      shared = await context.create();
    });
    afterAll(async () => {
      const driver = setup.driver();
      for (const { id } of await driver.list({ suite })) await (await driver.attach(id)).destroy();
    });
    describe('life', () => lifeCases(context));
    describe('files', () => fileCases(context));
    describe('exec', () => execCases(context));
    describe('sessions', () => sessionCases(context));
    describe('usage', () => usageCases(context));
    const { network } = setup;
    if (network) describe('network', () => networkCases(context, network));
    else test('has a reason why its network is not tried', () => expect(setup.exempt?.network).toMatch(/./));
  });
}
