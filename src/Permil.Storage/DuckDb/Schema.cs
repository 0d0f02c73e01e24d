using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage.DuckDb;

/// <summary>The tables of the store, and how an older store becomes one of today.</summary>
/// <remarks>
/// Nothing here is changed or deleted once written, but for what follows from the rest, <c>uncounted</c> and
/// <c>revised_event</c>, for <c>open_call</c>, which holds a call as long as it is open, for
/// <c>billing_event.delivered</c>, and for <c>focus_delivery</c> and <c>focus_row</c>, where what a provider says again takes
/// the place of what it said before.
/// </remarks>
internal static class Schema
{
    /// <summary>Each step makes a store of the version before it (the first an empty one) a store of its own version.</summary>
    internal static readonly string[] Steps =
    [
        """
            -- One row: what version the tables have, how many events are stored, up to where the journal is.
            CREATE TABLE store_state (
                version INTEGER NOT NULL,
                last_sequence BIGINT NOT NULL,
                journal_sequence BIGINT NOT NULL
            );
            INSERT INTO store_state VALUES (0, 0, 0);

            -- Texts that events hold by code.
            CREATE TABLE dimension_text (code INTEGER NOT NULL, text VARCHAR NOT NULL);
            CREATE TABLE tag_set (code INTEGER NOT NULL, text VARCHAR NOT NULL);

            -- What many events have in common; slots say what the numbers q0, q1, ... of such an event are of.
            CREATE TABLE usage_kind (
                code INTEGER NOT NULL,
                source VARCHAR NOT NULL,
                provider VARCHAR,
                model VARCHAR NOT NULL,
                mode VARCHAR NOT NULL,
                unsettled_reason VARCHAR,
                reported_currency VARCHAR NOT NULL,
                attributes VARCHAR,
                slots VARCHAR NOT NULL
            );

            -- One row an event, numbered from 1 without gaps. time is in 100 ns, day in days since 1970.
            CREATE TABLE usage (
                sequence BIGINT NOT NULL,
                time BIGINT NOT NULL,
                day INTEGER NOT NULL,
                kind INTEGER NOT NULL,
                account INTEGER NOT NULL,
                sub_account INTEGER NOT NULL,
                feature INTEGER NOT NULL,
                environment INTEGER NOT NULL,
                tags INTEGER NOT NULL,
                q0 BIGINT NOT NULL,
                q1 BIGINT NOT NULL,
                q2 BIGINT NOT NULL,
                q3 BIGINT NOT NULL,
                q4 BIGINT NOT NULL,
                q5 BIGINT NOT NULL,
                more BIGINT[],
                notes VARCHAR,
                id VARCHAR NOT NULL
            );

            -- Events that amend or retract others; ids are hashes of (source, id).
            CREATE TABLE revision (
                sequence BIGINT NOT NULL,
                is_retraction BOOLEAN NOT NULL,
                own_id HUGEINT NOT NULL,
                target_id HUGEINT NOT NULL,
                target VARCHAR NOT NULL,
                recorded BIGINT NOT NULL
            );
            -- The events that revisions point at, as far as they are here, and what follows: who no longer counts.
            CREATE TABLE revised_event (id HUGEINT NOT NULL, sequence BIGINT NOT NULL);
            CREATE TABLE uncounted (sequence BIGINT NOT NULL);

            -- The same (source, id) with another content: kept, shown, never counted.
            CREATE TABLE conflict (
                source VARCHAR NOT NULL,
                id VARCHAR NOT NULL,
                content UBIGINT NOT NULL,
                seen BIGINT NOT NULL,
                event VARCHAR NOT NULL,
                PRIMARY KEY (source, id, content)
            );
            """,
        """
            -- Calls that were begun and have not ended, by the journal record that says so.
            CREATE TABLE open_call (sequence BIGINT NOT NULL, id VARCHAR NOT NULL, intent VARCHAR NOT NULL);
            """,
        """
            -- Files that invoices were made by, by the SHA-256 of their text.
            CREATE TABLE terms_text (hash VARCHAR NOT NULL PRIMARY KEY, text VARCHAR NOT NULL);

            -- Documents as they were issued. Entries number issues and voids together, from 1; numbers count from 1 without
            -- gaps for each issuer; turn says how many documents of the account and the month there are with this one:
            -- two that do not know of each other have the same and cannot both be stored.
            CREATE TABLE invoice (
                entry BIGINT NOT NULL PRIMARY KEY,
                issuer VARCHAR NOT NULL,
                number BIGINT NOT NULL,
                name VARCHAR NOT NULL,
                account VARCHAR NOT NULL,
                month VARCHAR NOT NULL,
                turn BIGINT NOT NULL,
                document VARCHAR NOT NULL,
                UNIQUE (issuer, number),
                UNIQUE (account, month, turn)
            );
            CREATE TABLE invoice_void (
                entry BIGINT NOT NULL PRIMARY KEY,
                invoice BIGINT NOT NULL UNIQUE,
                time BIGINT NOT NULL,
                reason VARCHAR NOT NULL
            );

            -- The ledger: amounts are exact decimal texts, debits above 0. time is in 100 ns.
            CREATE TABLE ledger_transaction (
                sequence BIGINT NOT NULL PRIMARY KEY,
                account VARCHAR NOT NULL,
                id VARCHAR NOT NULL,
                kind VARCHAR NOT NULL,
                time BIGINT NOT NULL,
                text VARCHAR NOT NULL,
                UNIQUE (account, id)
            );
            CREATE TABLE ledger_entry (
                sequence BIGINT NOT NULL,
                place INTEGER NOT NULL,
                ledger_account VARCHAR NOT NULL,
                credit_kind VARCHAR,
                subject VARCHAR,
                amount VARCHAR NOT NULL
            );

            -- What others are told of, and when they were.
            CREATE TABLE billing_event (
                sequence BIGINT NOT NULL PRIMARY KEY,
                id VARCHAR NOT NULL UNIQUE,
                kind VARCHAR NOT NULL,
                time BIGINT NOT NULL,
                account VARCHAR NOT NULL,
                payload VARCHAR NOT NULL,
                delivered BIGINT
            );
            """,
        """
            -- What others say they charged: the rows of a provider, a billing account and a billing month as they were
            -- imported last, and the hash of them all together. time is in 100 ns.
            CREATE TABLE focus_delivery (
                delivery BIGINT NOT NULL,
                provider VARCHAR NOT NULL,
                account VARCHAR NOT NULL,
                month VARCHAR NOT NULL,
                row_count BIGINT NOT NULL,
                content HUGEINT NOT NULL,
                files VARCHAR NOT NULL,
                time BIGINT NOT NULL
            );
            CREATE TABLE focus_row (
                delivery BIGINT NOT NULL,
                provider VARCHAR NOT NULL,
                host VARCHAR,
                issuer VARCHAR,
                account VARCHAR NOT NULL,
                account_name VARCHAR,
                sub_account VARCHAR,
                sub_account_name VARCHAR,
                service VARCHAR NOT NULL,
                service_category VARCHAR,
                service_subcategory VARCHAR,
                sku VARCHAR,
                sku_price VARCHAR,
                meter VARCHAR,
                category VARCHAR NOT NULL,
                class VARCHAR,
                frequency VARCHAR,
                description VARCHAR,
                charge_start TIMESTAMP NOT NULL,
                charge_end TIMESTAMP NOT NULL,
                period_start TIMESTAMP NOT NULL,
                period_end TIMESTAMP NOT NULL,
                invoice VARCHAR,
                currency VARCHAR NOT NULL,
                list_cost DECIMAL(38,18) NOT NULL,
                contracted_cost DECIMAL(38,18) NOT NULL,
                effective_cost DECIMAL(38,18) NOT NULL,
                billed_cost DECIMAL(38,18) NOT NULL,
                consumed_quantity DECIMAL(38,18),
                consumed_unit VARCHAR,
                pricing_quantity DECIMAL(38,18),
                pricing_unit VARCHAR,
                pricing_category VARCHAR,
                region VARCHAR,
                resource VARCHAR,
                resource_name VARCHAR,
                resource_type VARCHAR,
                commitment VARCHAR,
                commitment_status VARCHAR,
                model VARCHAR,
                feature VARCHAR,
                environment VARCHAR,
                tags VARCHAR
            );
            """,
    ];

    public static int Version => Steps.Length;

    /// <summary>Brings the tables to today's version, all steps or none.</summary>
    /// <exception cref="StoreVersionException">The store is of a later version.</exception>
    public static void Migrate(DuckDbConnection connection, string folder) => Migrate(connection, folder, Steps);

    /// <param name="connection">To the database.</param>
    /// <param name="folder">For messages.</param>
    /// <param name="steps">The steps of a version of the program.</param>
    internal static void Migrate(DuckDbConnection connection, string folder, IReadOnlyList<string> steps)
    {
        var found = FoundVersion(connection);
        CheckVersion(found, folder, steps.Count);
        if (found == steps.Count)
        {
            return;
        }

        connection.Execute("BEGIN TRANSACTION");
        try
        {
            foreach (var step in steps.Skip(found))
            {
                connection.Execute(step);
            }

            connection.Execute("UPDATE store_state SET version = ?", steps.Count);
            connection.Execute("COMMIT");
        }
        catch
        {
            connection.Execute("ROLLBACK");
            throw;
        }
    }

    /// <summary>Checks a store that is only read, which cannot be migrated.</summary>
    /// <returns><see langword="false"/> for one of an older version.</returns>
    /// <exception cref="StoreVersionException">The store is of a later version.</exception>
    public static bool IsCurrent(DuckDbConnection connection, string folder)
    {
        var found = FoundVersion(connection);
        CheckVersion(found, folder, Version);
        return found == Version;
    }

    /// <returns>0 for an empty database.</returns>
    private static int FoundVersion(DuckDbConnection connection)
    {
        using var tables = connection.Query("SELECT 1 FROM duckdb_tables() WHERE table_name = 'store_state'");
        return tables.NextChunk() is null ? 0 : (int)connection.QueryNumber("SELECT version FROM store_state");
    }

    private static void CheckVersion(int found, string folder, int known)
    {
        if (found > known)
        {
            throw new StoreVersionException(folder, found, known);
        }
    }
}
