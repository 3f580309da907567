import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { ContractContext } from './driver.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

export function fileCases({ sandbox }: ContractContext): void {
  test.for([0, 1, 511, 512, 513, 65_536, 1_000_000])('%d bytes there and back', async size => {
    const path = `${sandbox().home}/bytes-${size}`;
    const content = randomBytes(size);
    await sandbox().writeFile(path, content);
    expect(sha256(await buffer(await sandbox().readFile(path)))).toBe(sha256(content));
    const { stdout } = await sandbox().exec(['wc', '-c', path]);
    expect(Number.parseInt(stdout.toString(), 10)).toBe(size);
  });

  test('100 MB as a stream there and back', async () => {
    const path = `${sandbox().home}/large`;
    const piece = randomBytes(1_000_000);
    const pieces = Array.from({ length: 100 }, () => piece);
    await sandbox().writeFile(path, { stream: Readable.from(pieces), size: 100_000_000 });

    const back = createHash('sha256');
    let bytes = 0;
    for await (const chunk of await sandbox().readFile(path)) {
      back.update(chunk);
      bytes += chunk.length;
    }
    expect(bytes).toBe(100_000_000);
    expect(back.digest('hex')).toBe(sha256(Buffer.concat(pieces)));
    await sandbox().exec(['rm', path]);
  });

  test('a broken source rejects with its own error', async () => {
    const broken = new Error('the disk is on fire');
    const stream = Readable.from(
      (async function* () {
        yield Buffer.alloc(10);
        throw broken;
      })(),
    );
    await expect(sandbox().writeFile(`${sandbox().home}/broken`, { stream, size: 100 })).rejects.toBe(broken);
  });

  test('a source that is not there is not mistaken for a missing file or engine', async () => {
    const stream = createReadStream('/no/such/file/on/the/server');
    await expect(sandbox().writeFile(`${sandbox().home}/x`, { stream, size: 100 })).rejects.toMatchObject({
      syscall: 'open',
      path: '/no/such/file/on/the/server',
    });
  });

  test.for([5, 50])('a stream of 10 bytes announced as %d is refused or stored as it is', async size => {
    const path = `${sandbox().home}/announced-${size}`;
    const outcome = await sandbox()
      .writeFile(path, { stream: Readable.from([Buffer.alloc(10, 'x')]), size })
      .then(
        () => 'stored',
        () => 'refused',
      );
    if (outcome === 'stored') expect(await buffer(await sandbox().readFile(path))).toHaveLength(10);
  });

  test('replaces a file, with the wanted mode and the sandbox’s user as owner', async () => {
    const path = `${sandbox().home}/tool with 'quotes' & ünïcode`;
    await sandbox().writeFile(path, Buffer.from('#!/bin/sh\necho one\n'), { mode: 0o755 });
    await sandbox().writeFile(path, Buffer.from('#!/bin/sh\necho two\n'), { mode: 0o700 });
    expect((await sandbox().exec([path])).stdout.toString()).toBe('two\n');
    const { stdout } = await sandbox().exec([
      'sh',
      '-c',
      '[ -O "$1" ] && ls -l "$1" | cut -c1-10',
      'sh',
      path,
    ]);
    expect(stdout.toString().trim()).toBe('-rwx------');
  });

  test('a missing file or folder is said to be missing', async () => {
    const { home } = sandbox();
    await expect(sandbox().readFile(`${home}/none`)).rejects.toMatchObject({ code: 'missing' });
    await expect(sandbox().readFile(`${home}/none/none`)).rejects.toMatchObject({ code: 'missing' });
    await expect(sandbox().writeFile(`${home}/none/none`, Buffer.from('x'))).rejects.toMatchObject({
      code: 'missing',
    });
  });

  test.for(['mkdir odd', 'mkfifo odd', 'ln -s /etc/passwd odd', 'ln -s nowhere odd'])(
    'reads regular files only: %s',
    async make => {
      await sandbox().exec(['sh', '-c', `rm -rf odd; ${make}`]);
      await expect(sandbox().readFile(`${sandbox().home}/odd`)).rejects.toMatchObject({ code: 'missing' });
    },
  );

  test('aborting rejects with the reason', async () => {
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    await expect(sandbox().readFile(`${sandbox().home}/none`, { signal })).rejects.toBe(reason);
    await expect(sandbox().writeFile(`${sandbox().home}/x`, Buffer.from('x'), { signal })).rejects.toBe(
      reason,
    );
  });
}
