import { type Fence, fencedOff } from './run-row.ts';
import { type Sql, storable } from './sql.ts';

/** A run's output as far as it is stored. */
export interface StoredOutput {
  /** From the beginning on, without a gap. */
  head: Buffer;
  /** The end, after the dropped middle; empty when nothing was dropped. */
  tail: Buffer;
  droppedBytes: number;
  /** Everything the command has printed so far. */
  totalBytes: number;
}

export interface Piece {
  /** Offset of `bytes[0]` in the sandbox's log. */
  start: number;
  bytes: Uint8Array;
}

export interface OutputStore {
  /**
   * Stores bytes of the output and moves the run's `outputOffset` behind them, in one step. What is stored
   * already is skipped, so the same append may be repeated. Rejects with `cancelled` when fenced off.
   */
  append(fence: Fence, offset: number, bytes: Uint8Array): Promise<void>;
  /**
   * Stores `pieces` (in order, gaps between them are dropped bytes), forgets what was stored from
   * `forgetFrom` up to `forgetTo`, and moves the run's `outputOffset` to `end`, in one statement.
   * Rejects with `cancelled` when fenced off.
   */
  write(fence: Fence, change: OutputChange): Promise<void>;
  /** All that is stored of a run's output; of a run without any, nothing. */
  read(runId: string): Promise<StoredOutput>;
}

export interface OutputChange {
  pieces: readonly Piece[];
  forgetFrom?: number;
  forgetTo?: number;
  /** Everything before this offset is either stored or dropped. */
  end: number;
}

export function createOutputStore(sql: Sql): OutputStore {
  const write = (fence: Fence, change: OutputChange) => writeChange(sql, fence, change);
  return {
    write,
    append: (fence, offset, bytes) =>
      write(fence, { pieces: [{ start: offset, bytes }], end: offset + bytes.length }),
    read: runId => read(sql, runId),
  };
}

async function writeChange(sql: Sql, fence: Fence, change: OutputChange): Promise<void> {
  const { pieces, forgetFrom = 0, forgetTo = 0, end } = change;
  const params: unknown[] = [fence.id, fence.attempt, fence.worker, end, forgetFrom, forgetTo];
  const values = pieces.map(piece => {
    const at = params.push(piece.start, piece.bytes);
    return `($${at - 1}::bigint, $${at}::bytea)`;
  });
  // `before` sees the offset as it was; a piece that lies before it is stored already, and one that
  // reaches over it loses what is.
  const insert = `, stored AS (
    INSERT INTO speckit.output (run_id, start, bytes)
    SELECT $1, greatest(p.start, b.output_offset),
           substring(p.bytes FROM greatest(b.output_offset - p.start, 0)::int + 1)
    FROM owned, before b, (VALUES ${values.join(', ')}) AS p (start, bytes)
    WHERE p.start + length(p.bytes) > b.output_offset
    ON CONFLICT DO NOTHING)`;
  const rows = await sql.query(
    `WITH before AS (
       SELECT output_offset FROM speckit.runs WHERE id = $1 FOR UPDATE
     ), owned AS (
       UPDATE speckit.runs r SET output_offset = greatest(r.output_offset, $4) FROM before
       WHERE r.id = $1 AND r.attempt = $2 AND r.worker = $3 AND r.state = 'running' RETURNING r.id
     ), forgotten AS (
       DELETE FROM speckit.output o USING owned
       WHERE o.run_id = owned.id AND o.start >= $5 AND o.start + length(o.bytes) <= $6
     )${values.length > 0 ? insert : ''}
     SELECT id FROM owned`,
    params,
  );
  if (rows.length === 0) throw fencedOff(fence);
}

async function read(sql: Sql, runId: string): Promise<StoredOutput> {
  // The total comes with the first row's snapshot, so that a write in between cannot make them differ.
  const rows = await sql.query<{ total: number; start: number | null; bytes: Uint8Array | null }>(
    `SELECT r.output_offset AS total, o.start, o.bytes FROM speckit.runs r
     LEFT JOIN speckit.output o ON o.run_id = r.id WHERE r.id = $1 ORDER BY o.start`,
    [storable(runId)],
  );
  const totalBytes = rows[0]?.total ?? 0;
  const pieces = rows.flatMap(row =>
    row.start === null || row.bytes === null ? [] : [{ start: row.start, bytes: row.bytes }],
  );
  const gap = pieces.findIndex(({ start }, index) => {
    const previous = pieces[index - 1];
    return start !== (previous ? previous.start + previous.bytes.length : 0);
  });
  const join = (part: Piece[]) => Buffer.concat(part.map(piece => piece.bytes));
  const head = join(gap < 0 ? pieces : pieces.slice(0, gap));
  const tail = join(gap < 0 ? [] : lastRun(pieces.slice(gap)));
  return { head, tail, totalBytes, droppedBytes: totalBytes - head.length - tail.length };
}

/** The pieces after the last gap. */
function lastRun(pieces: Piece[]): Piece[] {
  const from = pieces.findLastIndex(({ start }, index) => {
    const previous = pieces[index - 1];
    return previous === undefined || previous.start + previous.bytes.length !== start;
  });
  return pieces.slice(from);
}
