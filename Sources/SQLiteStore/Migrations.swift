internal import CSQLite
internal import RegistryCore

/// The formats that the file has had, each made from the one before.
enum Migrations {
    /// What marks a file as ours: "ACRD".
    static let applicationID: Int64 = 0x4143_5244

    /// The newest format that this program knows.
    static var newest: Int { all.count }

    /// The step to each format, from 1.
    ///
    /// A step that was released is never edited. Names of subjects are qualified ones; SQLite compares texts by bytes,
    /// which is the order of their code points. Contexts and versions are told by name and number rather than by row,
    /// so that a row reads by itself.
    static let all: [StaticString] = [
        """
        PRAGMA application_id = 0x41435244;

        -- The log: all else is drawn from it. Times are microseconds since 1970; subject is NULL for global settings.
        CREATE TABLE event (
            revision INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            principal TEXT NOT NULL,
            kind TEXT NOT NULL,
            subject TEXT,
            payload TEXT NOT NULL
        ) STRICT;

        -- The revision that last moved each subject; the global settings are under ':.:'. Rows stay for ever.
        CREATE TABLE stream (
            name TEXT PRIMARY KEY,
            revision INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- last_id never goes down, so that no id is given twice.
        CREATE TABLE context (
            name TEXT PRIMARY KEY,
            last_id INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO context (name, last_id) VALUES ('.', 0);

        -- Content under its number, as long as a version carries it. refs is a JSON array.
        CREATE TABLE schema (
            context TEXT NOT NULL REFERENCES context (name),
            id INTEGER NOT NULL,
            guid BLOB NOT NULL,
            type TEXT NOT NULL,
            text TEXT NOT NULL,
            refs TEXT NOT NULL,
            UNIQUE (context, id)
        ) STRICT;
        -- Not unique: the guid is an MD5, and leaves out the type.
        CREATE INDEX schema_by_guid ON schema (guid, context, id);

        -- live and total count the versions that are not deleted, and all.
        CREATE TABLE subject (
            name TEXT PRIMARY KEY,
            context TEXT NOT NULL REFERENCES context (name),
            live INTEGER NOT NULL,
            total INTEGER NOT NULL,
            local TEXT NOT NULL GENERATED ALWAYS AS
                (CASE context WHEN '.' THEN name ELSE substr(name, length(context) + 3) END) VIRTUAL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX subject_by_context ON subject (context, name, live);

        CREATE TABLE version (
            subject TEXT NOT NULL REFERENCES subject (name),
            version INTEGER NOT NULL,
            context TEXT NOT NULL,
            id INTEGER NOT NULL,
            deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
            at INTEGER NOT NULL,
            PRIMARY KEY (subject, version),
            FOREIGN KEY (context, id) REFERENCES schema (context, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX version_by_schema ON version (context, id, subject, version, deleted);

        -- From the version that a schema refers to, to the schema.
        CREATE TABLE reference (
            target TEXT NOT NULL,
            target_version INTEGER NOT NULL,
            context TEXT NOT NULL,
            id INTEGER NOT NULL,
            PRIMARY KEY (target, target_version, context, id),
            FOREIGN KEY (context, id) REFERENCES schema (context, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX reference_by_schema ON reference (context, id);

        -- The global settings are under ':.:'. payload is a JSON object.
        CREATE TABLE setting (
            scope TEXT PRIMARY KEY,
            payload TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- One row to write to, in order to see whether writing works.
        CREATE TABLE probe (
            key INTEGER PRIMARY KEY CHECK (key = 0),
            at INTEGER NOT NULL
        ) STRICT;
        INSERT INTO probe (key, at) VALUES (0, 0);
        """,
        """
        -- JSON objects; NULL where a schema has none.
        ALTER TABLE schema ADD COLUMN metadata TEXT;
        ALTER TABLE schema ADD COLUMN rules TEXT;
        -- The guid that the schema would have without the number of the version in its metadata: what a lookup compares.
        ALTER TABLE schema ADD COLUMN likeness BLOB;
        UPDATE schema SET likeness = guid;
        CREATE INDEX schema_by_likeness ON schema (likeness, context, id);

        -- A deleted context keeps its last_id.
        ALTER TABLE context ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1));

        -- One name in all contexts.
        CREATE INDEX subject_by_local ON subject (local, context);

        -- Scopes are named as those of settings.
        CREATE TABLE mode (
            scope TEXT PRIMARY KEY,
            mode TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- From the subject that an alias leads to, to the one that has the alias.
        CREATE TABLE alias (
            target TEXT NOT NULL,
            name TEXT NOT NULL UNIQUE,
            PRIMARY KEY (target, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE association (
            resource_id TEXT NOT NULL,
            resource_type TEXT NOT NULL,
            part TEXT NOT NULL,
            namespace TEXT NOT NULL,
            name TEXT NOT NULL,
            subject TEXT NOT NULL,
            lifecycle TEXT NOT NULL,
            frozen INTEGER NOT NULL CHECK (frozen IN (0, 1)),
            created INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            PRIMARY KEY (resource_id, resource_type, part)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX association_by_name ON association (name, namespace);
        CREATE INDEX association_by_subject ON association (subject);
        """,
        """
        -- 0 active, 1 draft, 2 deprecated, 3 retired.
        ALTER TABLE version ADD COLUMN state INTEGER NOT NULL DEFAULT 0 CHECK (state IN (0, 1, 2, 3));
        -- A JSON object with the rest; NULL for a version that was never moved.
        ALTER TABLE version ADD COLUMN lifecycle TEXT;
        -- When a deprecated version may be gone; NULL for all others.
        ALTER TABLE version ADD COLUMN sunset INTEGER;
        CREATE INDEX version_by_sunset ON version (sunset, subject, version) WHERE sunset IS NOT NULL;

        -- What governance keeps under names: a JSON object, and the event that set it.
        CREATE TABLE record (
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            revision INTEGER NOT NULL,
            at INTEGER NOT NULL,
            principal TEXT NOT NULL,
            PRIMARY KEY (kind, name)
        ) STRICT, WITHOUT ROWID;

        -- When tokens were last used: seen by this registry alone, and no event.
        CREATE TABLE token_use (
            id TEXT PRIMARY KEY,
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """,
        """
        -- The index for searching, drawn from the log up to a revision; owner is empty for orphans.
        CREATE TABLE search (
            id INTEGER PRIMARY KEY,
            subject TEXT NOT NULL UNIQUE,
            version INTEGER NOT NULL,
            state TEXT NOT NULL,
            owner TEXT NOT NULL,
            dialect TEXT,
            title TEXT,
            description TEXT,
            errors INTEGER NOT NULL,
            warnings INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX search_by_owner ON search (owner, subject);
        CREATE INDEX search_by_state ON search (state, subject);
        CREATE VIRTUAL TABLE search_text USING fts5(
            name, title, description, fields, labels, facets, tokenize = 'unicode61', detail = 'column');
        CREATE TABLE search_position (
            key INTEGER PRIMARY KEY CHECK (key = 0),
            revision INTEGER NOT NULL
        ) STRICT;
        INSERT INTO search_position (key, revision) VALUES (0, 0);
        """,
        """
        -- Every registration wrote a page of each of these for what another index or the primary key tells already: the
        -- likeness of most schemas is their guid, and the name of a subject in the default context is its local one.
        DROP INDEX schema_by_likeness;
        CREATE INDEX schema_by_likeness ON schema (likeness, context, id) WHERE likeness <> guid;
        DROP INDEX subject_by_local;
        CREATE INDEX subject_by_local ON subject (local, context) WHERE context <> '.';

        -- With both counts, so that passing over versions reads nothing else.
        DROP INDEX subject_by_context;
        CREATE INDEX subject_by_context ON subject (context, name, live, total);
        """,
        """
        -- The chain: the hash of each event and of all before it.
        ALTER TABLE event ADD COLUMN hash BLOB NOT NULL DEFAULT x'';

        -- By revision within each, as the revision is the row's number.
        CREATE INDEX event_by_subject ON event (subject);
        """,
        """
        -- For readings of the past: who has ever registered a number. It is a table, as what a file says in its own
        -- expressions is not trusted.
        CREATE TABLE registrant (
            id INTEGER NOT NULL,
            subject TEXT NOT NULL,
            PRIMARY KEY (id, subject)
        ) STRICT, WITHOUT ROWID;
        INSERT OR IGNORE INTO registrant (id, subject)
            SELECT payload ->> 'id', subject FROM event WHERE kind = 'version-registered';

        -- Waivers are about subjects and belong to none.
        CREATE INDEX event_of_waivers ON event (kind) WHERE kind IN ('waiver-set', 'waiver-removed');
        """,
        """
        -- Webhooks beside the log, in which they are records: what their requests are signed with, how far each was told
        -- of the log, and what became of single events.
        CREATE TABLE webhook_secret (
            key TEXT PRIMARY KEY,
            secret BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE webhook_progress (
            webhook TEXT PRIMARY KEY,
            since INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            next INTEGER,
            reason TEXT
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE webhook_delivery (
            webhook TEXT NOT NULL,
            revision INTEGER NOT NULL,
            state TEXT NOT NULL,
            at INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            status INTEGER,
            reason TEXT,
            PRIMARY KEY (webhook, revision)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX webhook_delivery_by_state ON webhook_delivery (webhook, state, revision);
        """,
        """
        -- With values apart from names: a search in a table WITHOUT ROWID reads all of each row that it compares with, and
        -- the rules of ownership are one row.
        CREATE TABLE record_by_row (
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            revision INTEGER NOT NULL,
            at INTEGER NOT NULL,
            principal TEXT NOT NULL,
            UNIQUE (kind, name)
        ) STRICT;
        INSERT INTO record_by_row SELECT kind, name, value, revision, at, principal FROM record ORDER BY kind, name;
        DROP TABLE record;
        ALTER TABLE record_by_row RENAME TO record;
        """,
        """
        -- Beginnings of words are looked up in indexes of their own, where each was put together from all words that begin
        -- with it. The index for searching is drawn anew.
        DROP TABLE search_text;
        DELETE FROM search;
        UPDATE search_position SET revision = 0;
        CREATE VIRTUAL TABLE search_text USING fts5(
            name, title, description, fields, labels, facets, tokenize = 'unicode61', detail = 'column',
            prefix = '1 2 3 4 5 6');
        """,
        """
        -- The values of sensitive properties were in the index for searching, which is drawn anew without them.
        DELETE FROM search;
        DELETE FROM search_text;
        UPDATE search_position SET revision = 0;
        """,
    ]

    /// The first format whose events are chained.
    static let chained = 6

    /// What a step to a format does besides its statements.
    private static let work: [Int: @Sendable (Connection) throws(SQLiteError) -> Void] = [
        chained: { (connection) throws(SQLiteError) in try chain(connection) }
    ]

    /// Gives the events of a log their hashes, and closes it to all but new events.
    private static func chain(_ connection: Connection) throws(SQLiteError) {
        var hash = EventHash.beginning
        var last: Int64 = 0
        while true {
            var hashes: [(revision: Int64, hash: EventHash)] = []
            let part = """
                SELECT revision, at, principal, kind, subject, payload FROM event
                WHERE revision > ?1 ORDER BY revision LIMIT 1000
                """
            try connection.execute(part, [.integer(last)]) { (row) throws(SQLiteError) in
                hash = hash.next(LoggedBytes(row: row))
                hashes.append((row.integer(0), hash))
            }
            guard let end = hashes.last else { break }
            for (revision, hash) in hashes {
                try connection.execute(
                    "UPDATE event SET hash = ?1 WHERE revision = ?2", [.blob(hash.bytes), .integer(revision)])
            }
            last = end.revision
        }
        try connection.executeScript(closing)
    }

    /// Whoever means to change the past must first say so.
    private static let closing: StaticString = """
        CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'the log takes new events alone'); END;
        CREATE TRIGGER event_is_not_removed BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'the log takes new events alone'); END;
        """

    /// The tables that the log alone decides, with the columns that tell their rows apart, of which none may be NULL.
    static let projection: [(table: String, key: [String])] = [
        ("stream", ["name"]), ("context", ["name"]), ("schema", ["context", "id"]), ("subject", ["name"]),
        ("version", ["subject", "version"]), ("reference", ["target", "target_version", "context", "id"]),
        ("setting", ["scope"]), ("mode", ["scope"]), ("alias", ["name"]),
        ("association", ["resource_id", "resource_type", "part"]), ("record", ["kind", "name"]),
        ("registrant", ["id", "subject"]),
    ]

    /// Brings a database to the newest format, each step in a transaction of its own.
    static func run(on connection: Connection) throws(SQLiteError) {
        while true {
            try connection.execute("BEGIN IMMEDIATE")
            do {
                // Under the lock, as another process may have been first.
                let version = Int(try connection.integer("PRAGMA user_version"))
                guard version < newest else {
                    try connection.execute("ROLLBACK")
                    return
                }
                try connection.executeScript(all[version])
                try work[version + 1]?(connection)
                try connection.execute("PRAGMA user_version = \(version + 1)")
                try connection.execute("COMMIT")
            } catch {
                if connection.isInTransaction { try connection.execute("ROLLBACK") }
                throw error
            }
        }
    }
}
