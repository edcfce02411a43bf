/// Every statement that runs while the store serves, so that each is prepared once and a test can read their plans.
///
/// Parameters are numbered in the order of the columns and conditions they belong to. `deleted BETWEEN` takes the
/// bounds of ``Deleted``: one statement answers all three of its values.
enum Query: Int, CaseIterable {
    // Transactions
    case begin, beginReading, commit, rollback, savepoint, release, rollbackToSavepoint, format, checkpoint, emptyLog
    // Reading
    case streamRevision, newestStreamRevision, head, headAt, events, log, logOfSubject
    case eventAt, revisionsAbout, revisionsOfWaivers, registrants, contextsEver
    case subjectsInContext, subjectsEverywhere, contexts, lastID
    case subjectsNamed, subjectOfContext
    case versions, highestVersion, versionByNumber, latestVersion, versionsAlike, versionCarrying
    case registeredInContext, registeredEverywhere, countsInContext, countsEverywhere
    case schemaByID, schemaByGUID, idsByGUID, uses, usesBySubject, referrers
    case setting, settings, aliases, mode, scopesWithMode
    case associations, associationsOfResource, associationsByName, associationsBySubject
    case record, records, versionsBySunset, tokenUses
    case webhookSecret, webhookProgress, webhookDeliveries, webhookDeliveriesInState
    case searchRevision, searchText, searchByOwner, searchByState, searchAll, searchAfter, searchRow
    case countSubjects, countVersions
    // Writing
    case insertEvent, moveStream
    case schemaByContent, insertSchema, raiseLastID, insertReference
    case isCarried, removeReferences, removeSchema
    case insertVersion, insertRegistrant, deleteVersion, eraseVersion
    case countRegistered, countDeleted, countErased, removeSubject
    case setSetting, clearSetting, clearSettings, insertAlias, removeAlias, removeAliases
    case setMode, clearMode, clearModes, hideContext
    case setAssociation, removeAssociation, probeWrite
    case setLifecycle, setRecord, removeRecord, noteTokenUse
    case keepWebhookSecret, setWebhookProgress, setWebhookDelivery, pruneWebhookDeliveries
    case removeWebhookSecret, removeWebhookProgress, removeWebhookDeliveries
    case moveSearch, setSearch, setSearchStanding, removeSearch, setSearchText, setSearchOwner, removeSearchText

    var sql: String {
        switch self {
        case .begin: "BEGIN IMMEDIATE"
        case .beginReading: "BEGIN"
        case .commit: "COMMIT"
        case .rollback: "ROLLBACK"
        case .savepoint: "SAVEPOINT part"
        case .release: "RELEASE part"
        case .rollbackToSavepoint: "ROLLBACK TO part"
        case .format: "PRAGMA user_version"
        case .checkpoint: "PRAGMA wal_checkpoint(PASSIVE)"
        case .emptyLog: "PRAGMA wal_checkpoint(TRUNCATE)"

        case .streamRevision: "SELECT revision FROM stream WHERE name = ?1"
        case .newestStreamRevision:
            // The highest one of none is no number, which reads as zero.
            "SELECT max(revision) FROM stream WHERE name >= ?1 AND name < ?2"
        case .head: "SELECT revision, at, hash FROM event WHERE revision = (SELECT max(revision) FROM event)"
        case .headAt: "SELECT revision, at, hash FROM event WHERE revision = ?1"
        case .eventAt: "SELECT \(Self.event) FROM event WHERE revision = ?1"
        case .revisionsAbout: "SELECT revision FROM event WHERE subject IS ?2 AND revision <= ?1"
        case .revisionsOfWaivers:
            "SELECT revision FROM event WHERE kind IN ('waiver-set', 'waiver-removed') AND revision <= ?1"
        case .registrants: "SELECT subject FROM registrant WHERE id = ?1"
        case .contextsEver: "SELECT name FROM context"
        case .events:
            """
            SELECT \(Self.event) FROM event
            WHERE revision > ?1 ORDER BY revision LIMIT ?2
            """
        case .log: Self.log("")
        case .logOfSubject: Self.log("subject = ?3 AND")

        case .subjectsInContext:
            """
            SELECT name FROM subject
            WHERE context = ?1 AND name >= ?2 AND name < ?3 AND live BETWEEN ?4 AND ?5
            ORDER BY name LIMIT ?6 OFFSET ?7
            """
        case .subjectsEverywhere:
            """
            SELECT name FROM subject
            WHERE +local >= ?1 AND +local < ?2 AND live BETWEEN ?3 AND ?4
            ORDER BY name LIMIT ?5 OFFSET ?6
            """
        case .contexts: "SELECT name FROM context WHERE deleted = 0 ORDER BY name"
        case .subjectsNamed:
            // The index has no subject of the default context, whose name is the primary key.
            """
            SELECT name FROM (
                SELECT name, context FROM subject WHERE name = ?1 AND context = '.'
                UNION ALL
                SELECT name, context FROM subject WHERE local = ?1 AND context <> '.'
                ORDER BY context)
            """
        case .subjectOfContext: "SELECT name FROM subject WHERE context = ?1 LIMIT 1"
        case .lastID: "SELECT last_id FROM context WHERE name = ?1"

        case .versions:
            """
            SELECT subject, version, id, deleted, state FROM version
            WHERE subject = ?1 AND deleted BETWEEN ?2 AND ?3
            ORDER BY version LIMIT ?4 OFFSET ?5
            """
        case .highestVersion: "SELECT version FROM version WHERE subject = ?1 ORDER BY version DESC LIMIT 1"
        case .versionByNumber:
            """
            SELECT \(Self.registered) FROM version v CROSS JOIN schema s ON s.context = v.context AND s.id = v.id
            WHERE v.subject = ?1 AND v.version = ?2 AND v.deleted BETWEEN ?3 AND ?4
            """
        case .latestVersion:
            """
            SELECT \(Self.registered) FROM version v CROSS JOIN schema s ON s.context = v.context AND s.id = v.id
            WHERE v.subject = ?1 AND v.deleted = 0 AND v.state IN (\(Self.current))
            ORDER BY v.version DESC LIMIT 1
            """
        case .versionsAlike:
            // The likeness of most schemas is their guid, and only that of others has an index of its own. Without the
            // hint it would read every version of the subject.
            """
            SELECT \(Self.registered) FROM (
                SELECT * FROM schema WHERE guid = ?1 AND context = ?2 AND likeness = guid
                UNION ALL
                SELECT * FROM schema WHERE likeness = ?1 AND context = ?2 AND likeness <> guid) s
            CROSS JOIN version v INDEXED BY version_by_schema ON v.context = s.context AND v.id = s.id
            WHERE v.deleted BETWEEN ?3 AND ?4 AND v.subject = ?5
            ORDER BY v.version DESC
            """
        case .versionCarrying:
            // Searches in the order of the index; each runs when those before it find nothing.
            """
            SELECT \(Self.registered) FROM (
                SELECT * FROM (
                    SELECT * FROM version WHERE context = ?1 AND id = ?2 AND deleted = 0 AND state = 0
                    ORDER BY subject, version LIMIT 1)
                UNION ALL
                SELECT * FROM (
                    SELECT * FROM version WHERE context = ?1 AND id = ?2 AND deleted = 0
                    ORDER BY subject, version LIMIT 1)
                UNION ALL
                SELECT * FROM (
                    SELECT * FROM version WHERE context = ?1 AND id = ?2 AND deleted = 1
                    ORDER BY subject, version LIMIT 1)
                LIMIT 1) v
            CROSS JOIN schema s ON s.context = v.context AND s.id = v.id
            """
        case .registeredInContext:
            Self.registered(
                """
                o.context = ?1 AND o.name >= ?2 AND o.name < ?3 AND v.deleted BETWEEN ?4 AND ?5
                AND (?6 OR v.version = (\(Self.highestListed) AND w.deleted BETWEEN ?4 AND ?5))
                AND (?7 IS NULL OR \(Self.hasRule("?7")))
                AND (o.name > ?2 OR v.version > ?8)
                ORDER BY o.name, v.version LIMIT ?9 OFFSET ?10
                """)
        case .registeredEverywhere:
            Self.registered(
                """
                o.name >= ?1 AND +o.local >= ?2 AND +o.local < ?3 AND v.deleted BETWEEN ?4 AND ?5
                AND (?6 OR v.version = (\(Self.highestListed) AND w.deleted BETWEEN ?4 AND ?5))
                AND (?7 IS NULL OR \(Self.hasRule("?7")))
                AND (o.name > ?1 OR v.version > ?8)
                ORDER BY o.name, v.version LIMIT ?9 OFFSET ?10
                """)
        case .countsInContext:
            "SELECT name, live, total FROM subject WHERE context = ?1 AND name >= ?2 AND name < ?3 ORDER BY name"
        case .countsEverywhere:
            "SELECT name, live, total FROM subject WHERE +local >= ?1 AND +local < ?2 ORDER BY name"

        case .schemaByID: "SELECT \(Self.stored) FROM schema s WHERE s.context = ?1 AND s.id = ?2"
        case .schemaByGUID:
            "SELECT \(Self.stored) FROM schema s WHERE s.guid = ?1 ORDER BY s.context, s.id LIMIT 1"
        case .idsByGUID: "SELECT context, id FROM schema WHERE guid = ?1 ORDER BY context, id"
        case .uses:
            """
            SELECT subject, version, id, deleted, state FROM version
            WHERE context = ?1 AND id = ?2 AND deleted BETWEEN ?3 AND ?4
            ORDER BY subject, version LIMIT ?5 OFFSET ?6
            """
        case .referrers:
            """
            SELECT v.subject, v.version, v.id, v.deleted, v.state
            FROM reference r CROSS JOIN version v ON v.context = r.context AND v.id = r.id
            WHERE r.target = ?1 AND r.target_version = ?2 AND v.deleted BETWEEN ?3 AND ?4
            ORDER BY v.id, v.subject, v.version
            """
        case .usesBySubject:
            """
            SELECT subject, version, id, deleted, state FROM version INDEXED BY version_by_schema
            WHERE context = ?1 AND id = ?2 AND subject = ?3
            ORDER BY version
            """
        case .setting: "SELECT payload FROM setting WHERE scope = ?1"
        case .settings: "SELECT scope, payload FROM setting ORDER BY scope"
        case .aliases: "SELECT name FROM alias WHERE target = ?1 ORDER BY name"
        case .mode: "SELECT mode FROM mode WHERE scope = ?1"
        case .scopesWithMode: "SELECT scope FROM mode WHERE scope >= ?1 AND scope < ?2 ORDER BY scope"
        case .associations: "SELECT \(Self.association) FROM association ORDER BY \(Self.associationOrder)"
        case .associationsOfResource:
            "SELECT \(Self.association) FROM association WHERE resource_id = ?1 ORDER BY \(Self.associationOrder)"
        case .associationsByName:
            """
            SELECT \(Self.association) FROM association
            WHERE name = ?1 AND (?2 IS NULL OR namespace = ?2) ORDER BY \(Self.associationOrder)
            """
        case .associationsBySubject:
            "SELECT \(Self.association) FROM association WHERE subject = ?1 ORDER BY \(Self.associationOrder)"

        case .record: "SELECT \(Self.recordColumns) FROM record WHERE kind = ?1 AND name = ?2"
        case .records: "SELECT \(Self.recordColumns) FROM record WHERE kind = ?1 AND name > ?2 ORDER BY name LIMIT ?3"
        case .searchRevision: "SELECT revision FROM search_position WHERE key = 0"
        case .searchText:
            // A word that is everywhere is weighed in some of the subjects at a time that have it.
            """
            SELECT \(Self.searched) FROM (
                SELECT rowid AS id, bm25(search_text, 10, 5, 1, 3, 3, 0) AS weight FROM search_text
                WHERE search_text MATCH ?1 LIMIT ?2 OFFSET ?3) t
            CROSS JOIN search e ON e.id = t.id
            ORDER BY t.weight, e.subject LIMIT ?4 OFFSET ?5
            """
        case .searchByOwner:
            """
            SELECT \(Self.searched) FROM search e
            WHERE e.owner = ?1 AND (?2 IS NULL OR e.state = ?2) AND (?3 IS NULL OR e.dialect = ?3)
            ORDER BY e.subject LIMIT ?4 OFFSET ?5
            """
        case .searchByState:
            """
            SELECT \(Self.searched) FROM search e WHERE e.state = ?1 AND (?2 IS NULL OR e.dialect = ?2)
            ORDER BY e.subject LIMIT ?3 OFFSET ?4
            """
        case .searchAll:
            """
            SELECT \(Self.searched) FROM search e WHERE ?1 IS NULL OR e.dialect = ?1
            ORDER BY e.subject LIMIT ?2 OFFSET ?3
            """
        case .searchAfter:
            "SELECT \(Self.searched) FROM search e WHERE e.subject > ?1 ORDER BY e.subject LIMIT ?2"
        case .searchRow: "SELECT id, owner FROM search WHERE subject = ?1"
        case .countSubjects:
            """
            SELECT owner, count(*), sum(errors > 0), sum(errors = 0 AND warnings > 0) FROM search
            GROUP BY owner
            """
        case .countVersions:
            """
            SELECT e.owner, v.state, count(*), sum(v.sunset IS NOT NULL AND v.sunset <= ?1)
            FROM search e CROSS JOIN version v ON v.subject = e.subject WHERE v.deleted = 0
            GROUP BY e.owner, v.state
            """
        case .tokenUses: "SELECT id, at FROM token_use ORDER BY id"
        case .webhookSecret: "SELECT secret FROM webhook_secret WHERE key = ?1"
        case .webhookProgress:
            "SELECT webhook, since, revision, attempts, next, reason FROM webhook_progress WHERE webhook = ?1"
        case .webhookDeliveries:
            """
            SELECT webhook, revision, state, at, attempts, status, reason FROM webhook_delivery
            WHERE webhook = ?1 AND revision > ?2 ORDER BY revision LIMIT ?3
            """
        case .webhookDeliveriesInState:
            """
            SELECT webhook, revision, state, at, attempts, status, reason FROM webhook_delivery
            WHERE webhook = ?1 AND state = ?4 AND revision > ?2 ORDER BY revision LIMIT ?3
            """
        case .versionsBySunset:
            """
            SELECT \(Self.registered) FROM version v CROSS JOIN schema s ON s.context = v.context AND s.id = v.id
            WHERE v.sunset <= ?1 AND v.deleted = 0
            ORDER BY v.sunset, v.subject, v.version LIMIT ?2 OFFSET ?3
            """

        case .insertEvent:
            """
            INSERT INTO event (\(Self.loggedEvent))
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """
        case .moveStream:
            """
            INSERT INTO stream (name, revision) VALUES (?1, ?2)
            ON CONFLICT (name) DO UPDATE SET revision = excluded.revision
            """
        case .schemaByContent:
            """
            SELECT id FROM schema WHERE guid = ?1 AND context = ?2 AND type = ?3 AND text = ?4 AND refs = ?5
            AND metadata IS ?6 AND rules IS ?7
            ORDER BY id LIMIT 1
            """
        case .insertSchema:
            """
            INSERT INTO schema (context, id, guid, type, text, refs, metadata, rules, likeness)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """
        case .raiseLastID:
            """
            INSERT INTO context (name, last_id) VALUES (?1, ?2)
            ON CONFLICT (name) DO UPDATE SET last_id = max(last_id, excluded.last_id), deleted = 0
            """
        case .insertReference:
            // A schema may refer to the same version under two names.
            """
            INSERT INTO reference (target, target_version, context, id) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO NOTHING
            """
        case .isCarried: "SELECT 1 FROM version WHERE context = ?1 AND id = ?2 LIMIT 1"
        case .removeReferences: "DELETE FROM reference WHERE context = ?1 AND id = ?2"
        case .removeSchema: "DELETE FROM schema WHERE context = ?1 AND id = ?2"
        case .insertVersion:
            """
            INSERT INTO version (subject, version, context, id, deleted, at, state) VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6)
            ON CONFLICT (subject, version) DO NOTHING
            """
        case .insertRegistrant: "INSERT INTO registrant (id, subject) VALUES (?1, ?2) ON CONFLICT DO NOTHING"
        case .deleteVersion: "UPDATE version SET deleted = 1 WHERE subject = ?1 AND version = ?2 AND deleted = 0"
        case .eraseVersion:
            "DELETE FROM version WHERE subject = ?1 AND version = ?2 AND deleted = 1 RETURNING id"
        case .countRegistered:
            """
            INSERT INTO subject (name, context, live, total) VALUES (?1, ?2, ?3, ?3)
            ON CONFLICT (name) DO UPDATE SET live = live + excluded.live, total = total + excluded.total
            """
        case .countDeleted: "UPDATE subject SET live = live - 1 WHERE name = ?1"
        case .countErased: "UPDATE subject SET total = total - 1 WHERE name = ?1"
        case .removeSubject: "DELETE FROM subject WHERE name = ?1 AND total = 0"
        case .setSetting:
            """
            INSERT INTO setting (scope, payload) VALUES (?1, ?2)
            ON CONFLICT (scope) DO UPDATE SET payload = excluded.payload
            """
        case .clearSetting: "DELETE FROM setting WHERE scope = ?1"
        case .clearSettings: "DELETE FROM setting WHERE scope >= ?1 AND scope < ?2"
        case .insertAlias: "INSERT INTO alias (target, name) VALUES (?1, ?2)"
        case .removeAlias: "DELETE FROM alias WHERE name = ?1"
        case .removeAliases: "DELETE FROM alias WHERE name >= ?1 AND name < ?2"
        case .setMode:
            """
            INSERT INTO mode (scope, mode) VALUES (?1, ?2)
            ON CONFLICT (scope) DO UPDATE SET mode = excluded.mode
            """
        case .clearMode: "DELETE FROM mode WHERE scope = ?1"
        case .clearModes: "DELETE FROM mode WHERE scope >= ?1 AND scope < ?2"
        case .hideContext: "UPDATE context SET deleted = 1 WHERE name = ?1 AND deleted = 0"
        case .setAssociation:
            """
            INSERT INTO association (\(Self.association)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)
            ON CONFLICT DO UPDATE SET namespace = excluded.namespace, name = excluded.name, subject = excluded.subject,
            lifecycle = excluded.lifecycle, frozen = excluded.frozen, updated = excluded.updated
            """
        case .removeAssociation:
            "DELETE FROM association WHERE resource_id = ?1 AND resource_type = ?2 AND part = ?3"
        case .setLifecycle:
            "UPDATE version SET state = ?3, lifecycle = ?4, sunset = ?5 WHERE subject = ?1 AND version = ?2"
        case .setRecord:
            """
            INSERT INTO record (\(Self.recordColumns)) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (kind, name) DO UPDATE SET value = excluded.value, revision = excluded.revision,
            at = excluded.at, principal = excluded.principal
            """
        case .moveSearch: "UPDATE search_position SET revision = ?2 WHERE key = 0 AND revision = ?1"
        case .setSearch:
            """
            INSERT INTO search (subject, version, state, dialect, title, description, owner, errors, warnings)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            ON CONFLICT (subject) DO UPDATE SET version = excluded.version, state = excluded.state,
            dialect = excluded.dialect, title = excluded.title, description = excluded.description,
            owner = excluded.owner, errors = excluded.errors, warnings = excluded.warnings
            """
        case .setSearchText:
            """
            INSERT OR REPLACE INTO search_text (rowid, name, title, description, fields, labels, facets)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """
        case .setSearchStanding: "UPDATE search SET owner = ?2, errors = ?3, warnings = ?4 WHERE subject = ?1"
        case .setSearchOwner:
            // The owner's word is the first one, and no other has its letters.
            "UPDATE search_text SET facets = replace(facets, ?2 || ' ', ?3 || ' ') WHERE rowid = ?1"
        case .removeSearchText: "DELETE FROM search_text WHERE rowid = ?1"
        case .removeSearch: "DELETE FROM search WHERE subject = ?1"
        case .noteTokenUse:
            "INSERT INTO token_use (id, at) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET at = excluded.at"
        case .keepWebhookSecret: "INSERT INTO webhook_secret (key, secret) VALUES (?1, ?2)"
        case .setWebhookProgress:
            """
            INSERT OR REPLACE INTO webhook_progress (webhook, since, revision, attempts, next, reason)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """
        case .setWebhookDelivery:
            """
            INSERT OR REPLACE INTO webhook_delivery (webhook, revision, state, at, attempts, status, reason)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """
        case .pruneWebhookDeliveries:
            """
            DELETE FROM webhook_delivery WHERE webhook = ?1 AND state = 'delivered' AND revision <= (
                SELECT revision FROM webhook_delivery WHERE webhook = ?1 AND state = 'delivered'
                ORDER BY revision DESC LIMIT 1 OFFSET ?2)
            """
        case .removeWebhookSecret: "DELETE FROM webhook_secret WHERE key = ?1"
        case .removeWebhookProgress: "DELETE FROM webhook_progress WHERE webhook = ?1"
        case .removeWebhookDeliveries: "DELETE FROM webhook_delivery WHERE webhook = ?1"
        case .removeRecord: "DELETE FROM record WHERE kind = ?1 AND name = ?2"
        case .probeWrite: "UPDATE probe SET at = ?1 WHERE key = 0"
        }
    }
}
