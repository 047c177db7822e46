import Sqlite from 'better-sqlite3';

export interface Checkpointed {
  /** Pages in the write-ahead log. */
  readonly log: number;
  /** How many of them are in the file too. */
  readonly moved: number;
}

interface Row {
  readonly log: number;
  readonly checkpointed: number;
}

/** Runs in a worker thread, on a connection of its own: moves what is committed from the log into the file; writers go on. */
export function checkpoint(file: string): Checkpointed {
  const database = new Sqlite(file, { fileMustExist: true });
  try {
    database.pragma('synchronous = FULL');
    const [row] = database.pragma('wal_checkpoint(PASSIVE)') as [Row];
    return { log: row.log, moved: row.checkpointed };
  } finally {
    database.close();
  }
}
