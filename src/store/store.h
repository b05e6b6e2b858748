/*
 * store.h - the store: where people, visits, settlements and money are kept.
 *
 * One interface over two engines: SQLite (a file; the default) and PostgreSQL 15 or later. No SQL
 * and no engine name above this folder. Everything happens in a job: a function that gets a
 * transaction, calls the typed operations of the subject headers
 *
 *     psn.h mdtrt.h setl.h ledger.h message.h filing.h catalogue.h fixmedins.h user.h
 *     access_log.h file.h
 *
 * and answers 0 to commit or an error code to undo everything it did.
 *
 * Reply after commit. A job's done() is called once, when its outcome is certain: with YB_OK only
 * after the commit is on disk. On SQLite one writer thread runs whatever has queued as a group (at
 * most group_max), undoing those that fail, and commits once; another thread syncs the disk for the
 * groups committed meanwhile, then calls their done(). When the disk cannot be synced, what was
 * written is lost or not, nobody knows: those jobs, all later ones and every read fail with
 * YB_E_STORE until the program starts anew. On PostgreSQL each worker runs one job per transaction.
 *
 * A job may run again: on SQLite when another of its group has failed after writing, on PostgreSQL
 * after a serialization failure, a deadlock or a connection lost before the commit. So run() writes
 * only to its own context and arena, and starts over cleanly. When the connection breaks during the
 * commit itself, the outcome is unknown and the job ends with YB_E_STORE_LOST: ask again with the
 * same msgid (a job marked idempotent is run again by the store itself).
 *
 * Time, ids and randomness come from the caller: the store reads no clock.
 *
 * Errors of any operation: YB_E_STORE_BUSY (queue full, locked), YB_E_STORE_FULL,
 * YB_E_STORE_READ_ONLY, YB_E_STORE_VERSION, YB_E_STORE_LOST, YB_E_STORE_CONFLICT (a row was not as
 * expected), YB_E_STORE (anything else, with the engine's words), YB_E_NO_MEMORY. An operation
 * that fails leaves the job no choice but to return that code, unless its header says otherwise.
 */
#ifndef YB_STORE_STORE_H
#define YB_STORE_STORE_H

#include "base/crypto.h"
#include "base/error.h"
#include "base/id.h"
#include "store/row.h"

struct yb_store;
struct yb_tx; /* a transaction; valid inside run() only */

struct yb_store_options {
    const char *url; /* "folder/file.db" or "postgresql://..." or "host=... dbname=..." */
    const struct yb_keys *keys; /* for the hash chains; borrowed for the store's life */
    struct yb_id_source *ids;   /* for ids that the store itself makes; borrowed */
    int workers;                /* PostgreSQL: connections that run jobs; 0: 8 */
    int readers;                /* connections of yb_store_read; 0: 4 */
    int queue_max;              /* jobs waiting before YB_E_STORE_BUSY; 0: 10000 */
    int group_max;              /* SQLite: jobs in one commit; 0: 512 */
    int linger_ms;              /* SQLite: how long a group waits for more jobs; 0: not at all */
    bool making;                /* SQLite: a new file that counts only when it is full: see below */
    int log_mb;                 /* SQLite: the log starts over near this size; 0: 32 */
    int busy_ms;                /* longest wait for a lock or the server; 0: 5000 */
    int chain_no;               /* first access-log chain of this process: apart from others' */
    int partitions;             /* PostgreSQL, on creation: hash partitions per table; 0: none */
    bool citus;                 /* PostgreSQL, on creation: distribute the tables */
};

/*
 * Opens an existing store whose version is the program's; otherwise YB_E_STORE_VERSION. *store is
 * NULL on failure. The options' texts need to live only for the call.
 */
int yb_store_open(struct yb_store **store, const struct yb_store_options *options,
                  struct yb_error *error);

/*
 * Creates the tables of an empty store, or brings an older one up to date. Each step is one
 * transaction that also writes the version, so an interrupted upgrade goes on where it stopped. A
 * store newer than the program is refused with YB_E_STORE_VERSION.
 */
int yb_store_upgrade(const struct yb_store_options *options, struct yb_error *error);

/*
 * SQLite: a file made at once, by one program, in an hour's work that can be done again. With
 * `making` (for yb_store_upgrade, every yb_store_open and this) it has no log, is not synced and
 * lacks the indexes that only lists read; a job that fails is undone as ever, but whoever ends the
 * program leaves a file of no use. yb_store_made makes it a store like any other: indexes, log, on
 * disk. Until then it goes by another name, so that nobody takes it for one. Memory: 512 MB of
 * pages, and those that a group changes. On a server all this is nothing.
 */
int yb_store_made(const struct yb_store_options *options, struct yb_error *error);

/* Waits for the queued jobs, then closes. NULL is fine. No submit may be running. */
void yb_store_close(struct yb_store *store);

/*
 * A job. The caller fills the upper part; the struct, its arena and its context stay
 * alive and untouched until done() is called. done() runs on a store thread: it must be short, must
 * not wait for the store, and may free the job.
 */
struct yb_job {
    int (*run)(struct yb_tx *tx, void *context, struct yb_error *error);
    void (*done)(void *context, int rc, const struct yb_error *error);
    void *context;
    struct yb_arena
        *arena;      /* rows read by the job go here; run() may name another for a next run */
    bool idempotent; /* run() finds its own earlier effect (by msgid), so it may run again
                        even after a commit whose outcome is unknown */

    struct yb_job *next; /* private from here on */
    int64_t queued_ms;
    int rc;
    struct yb_error error;
};

/* Queues a job. On YB_E_STORE_BUSY (queue full or closing) nothing is queued and done() is not
 * called. Any thread. */
int yb_store_submit(struct yb_store *store, struct yb_job *job, struct yb_error *error);

/* Submits and waits. For programs without a reply loop. */
int yb_store_run(struct yb_store *store, int (*run)(struct yb_tx *, void *, struct yb_error *),
                 void *context, struct yb_arena *arena, struct yb_error *error);

/*
 * Runs `run` in the calling thread on a snapshot of what is committed; writing fails with
 * YB_E_STORE_READ_ONLY. Waits for a free reader connection, at most busy_ms, and after `run` until
 * all that it may have seen is on disk. Any thread but one that is in a job's done().
 */
int yb_store_read(struct yb_store *store, int (*run)(struct yb_tx *, void *, struct yb_error *),
                  void *context, struct yb_arena *arena, struct yb_error *error);

/* The arena of the job or read: where an operation's rows and texts are. */
struct yb_arena *yb_tx_arena(struct yb_tx *tx);

/* Lets later rows and texts go to another arena; answers the one before, to be put back. */
struct yb_arena *yb_tx_use_arena(struct yb_tx *tx, struct yb_arena *arena);

/* The next id from the store's id source. */
int64_t yb_tx_id(struct yb_tx *tx, int64_t now_ms);

/*
 * SQLite: copies the store to a new file while it is in use; the copy is one consistent moment and
 * is synced before the call returns. PostgreSQL: YB_E_NOT_OFFERED (use pg_basebackup; see
 * doc/operating.md).
 */
int yb_store_backup(struct yb_store *store, const char *path, struct yb_error *error);

/*
 * Writes every business row of every table as text, in key order, the same bytes on every engine:
 * "table\tcolumn=value\t...\n", blobs in hex. Derived tables (roll-ups, routes) are left out.
 */
int yb_store_dump(struct yb_store *store, void (*write)(void *context, struct yb_text line),
                  void *context, struct yb_error *error);

/* SM3 of the dump. */
int yb_store_digest(struct yb_store *store, uint8_t digest[YB_SM3_BYTES], struct yb_error *error);

/* Jobs waiting, groups and jobs committed so far. */
struct yb_store_stats {
    int64_t queued;
    int64_t commits;
    int64_t jobs;
    int64_t retries;
    int64_t failures;
};
void yb_store_stats(struct yb_store *store, struct yb_store_stats *stats);

/* True for an engine that keeps everything in one file (SQLite). */
bool yb_store_is_file(const struct yb_store *store);

/*
 * Tests only. The n-th database step from now (1 = next; a step is a statement, a savepoint, a
 * commit, a connect) does `fault` instead; 0 turns it off. *yb_store_steps* counts steps since
 * open.
 */
enum yb_fault {
    YB_FAULT_NONE,
    YB_FAULT_ERROR,
    YB_FAULT_FULL,
    YB_FAULT_LOST,
    YB_FAULT_KILL,
    YB_FAULT_SYNC /* no step: every sync of the disk from now on fails */
};
void yb_store_fault(struct yb_store *store, int64_t n, enum yb_fault fault);
int64_t yb_store_steps(const struct yb_store *store);

#endif
