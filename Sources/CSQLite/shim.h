#pragma once
#include <sqlite3.h>
#include <stdint.h>

// `SQLITE_TRANSIENT` is a cast, which Swift does not import: these bind a copy of the bytes.

static inline int sqlite3_bind_text_copy(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
    return sqlite3_bind_text64(statement, index, bytes ? (const char *)bytes : "", count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static inline int sqlite3_bind_blob_copy(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
    return sqlite3_bind_blob64(statement, index, bytes ? bytes : "", count, SQLITE_TRANSIENT);
}

// A variadic function, which Swift does not import: SQLite keeps no count of its memory, for which all threads would
// take one lock at each piece of it. It has an effect before the first connection alone.

static inline int sqlite3_set_uncounted(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

// A variadic function, which Swift does not import: no statement may write to the file but through tables.

static inline int sqlite3_set_defensive(sqlite3 *connection) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
}

// Whether another file has taken the name of the one that is open, or none has it any more.

static inline int accord_has_moved(sqlite3 *connection) {
    int moved = 0;
    return sqlite3_file_control(connection, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved;
}

// The head of the write-ahead log's index (sqlite.org/walformat.html, section 2.1): memory shared by all that have the
// file open, in which every commit leaves another change counter (byte 8) and another checksum of the head (byte 40).
// It lies where SQLite itself has mapped it, for as long as the connection is open.

static inline const void *accord_log_index(sqlite3 *connection) {
    sqlite3_file *file = 0;
    void volatile *region = 0;
    if (sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !file) return 0;
    if (!file->pMethods || file->pMethods->iVersion < 2) return 0;
    if (file->pMethods->xShmMap(file, 0, 32768, 0, &region) != SQLITE_OK) return 0;
    return (const void *)region;
}

static inline uint64_t accord_log_stamp(const void *index) {
    uint64_t checksum = __atomic_load_n((const uint64_t *)((const char *)index + 40), __ATOMIC_ACQUIRE);
    uint32_t changes = __atomic_load_n((const uint32_t *)((const char *)index + 8), __ATOMIC_ACQUIRE);
    return checksum ^ (uint64_t)changes << 32;
}
