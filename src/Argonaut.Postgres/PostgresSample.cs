using Argonaut.Ports;
using Argonaut.Postgres.Migrations;
using Argonaut.Postgres.Store;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Argonaut.Postgres;

/// <summary>
/// The sample in the schema <c>sample</c>: the same tables by the same migrations, and a pool that sees that schema alone. It is filled in
/// another schema, which gets the name when it is whole; so the schema is there or not, and a killed load leaves nothing that is read.
/// </summary>
public sealed class PostgresSample : ISampleStore, IAsyncDisposable
{
    private const string Schema = "sample";
    private const string Unfinished = "sample_loading";

    /// <summary>How the comment of a schema begins that this program made and may drop.</summary>
    private const string Mark = "argonaut sample data";
    private const int Readers = 4;

    private readonly string _connectionString;
    private readonly SchemaGate? _gate;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ReadSessions _recorded;
    private readonly NpgsqlDataSource _source;
    private readonly PostgresMarketStore _store;
    private readonly string _comment;
    private readonly SemaphoreSlim _places = new(Readers, Readers);
    private readonly SemaphoreSlim _changing = new(1, 1);

    /// <param name="connectionString">Of the database, with its password.</param>
    /// <param name="gate">As that of the recorded data.</param>
    /// <param name="recorded">The pool of the recorded data, which is asked what there is.</param>
    /// <param name="edition">What the program makes: a sample of another edition counts as none.</param>
    /// <param name="time">The time of the sample: its partitions are those of its own days.</param>
    public PostgresSample(string connectionString, SchemaGate? gate, NpgsqlDataSource recorded, int edition, TimeProvider time, ILogger log)
    {
        (_connectionString, _gate, _time, _log) = (connectionString, gate, time, log);
        _recorded = new ReadSessions(recorded);
        _source = PostgresDataSource.CreateFor(Schema, connectionString, gate);
        _store = new PostgresMarketStore(_source, time, log);
        Days = new PostgresDayCoverage(_source);
        _comment = $"{Mark}, edition {edition}, schema version {Migration.All[^1].Version}";
    }

    public IMarketStore Store => _store;

    public IInstrumentVersions Versions => _store;

    public IDayCoverage Days { get; }

    public async Task<bool> IsLoadedAsync(CancellationToken ct) => await CommentAsync(Schema, ct) == _comment;

    public async Task<IDisposable?> OpenAsync(CancellationToken ct)
    {
        await _places.WaitAsync(ct);
        var isThere = false;
        try
        {
            isThere = await IsLoadedAsync(ct);
            return isThere ? new Place(_places) : null;
        }
        finally
        {
            if (!isThere) _places.Release();
        }
    }

    public async Task LoadAsync(Func<IMarketStore, CancellationToken, Task> fill, CancellationToken ct)
    {
        await _changing.WaitAsync(ct);
        try
        {
            await RefuseAsync(ct);
            await ExecuteAsync($"drop schema if exists {Unfinished} cascade; create schema {Unfinished}; comment on schema {Unfinished} is '{_comment}'", ct);
            var isWhole = false;
            try
            {
                await FillAsync(fill, ct);
                await AloneAsync(() => ExecuteAsync($"drop schema if exists {Schema} cascade; alter schema {Unfinished} rename to {Schema}", ct), ct);
                isWhole = true;
            }
            finally
            {
                if (!isWhole) await ForgetAsync();
            }

            _source.Clear();
        }
        finally
        {
            _changing.Release();
        }
    }

    public async Task RemoveAsync(CancellationToken ct)
    {
        await _changing.WaitAsync(ct);
        try
        {
            foreach (var schema in (string[])[Schema, Unfinished])
                if (IsOurs(await CommentAsync(schema, ct))) await AloneAsync(() => ExecuteAsync($"drop schema if exists {schema} cascade", ct), ct);
            _source.Clear();
        }
        finally
        {
            _changing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _source.DisposeAsync();
        _places.Dispose();
        _changing.Dispose();
    }

    private static bool IsOurs(string? comment) => comment?.StartsWith(Mark, StringComparison.Ordinal) == true;

    private async Task FillAsync(Func<IMarketStore, CancellationToken, Task> fill, CancellationToken ct)
    {
        await using var source = PostgresDataSource.CreateFor(Unfinished, _connectionString, _gate);
        await GuardAsync(() => Migrator.ApplyAsync(source, _log, ct));
        await using var store = new PostgresMarketStore(source, _time, _log);
        await fill(store, ct);
    }

    /// <summary>While nobody reads.</summary>
    private async Task AloneAsync(Func<Task> act, CancellationToken ct)
    {
        var taken = 0;
        try
        {
            for (; taken < Readers; taken++) await _places.WaitAsync(ct);
            await act();
        }
        finally
        {
            if (taken > 0) _places.Release(taken);
        }
    }

    /// <summary>A schema that somebody else made is left alone, and so is a database whose recorded data would be looked for in ours.</summary>
    private async Task RefuseAsync(CancellationToken ct)
    {
        const string sql = $"select current_user in ('{Schema}', '{Unfinished}') or current_setting('search_path') ~ '\\m({Schema}|{Unfinished})\\M'";
        var isInTheWay = await GuardAsync(() => _recorded.RunAsync(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand(sql, connection);
                return await command.ExecuteScalarAsync(token) is true;
            },
            ct));
        if (isInTheWay)
            throw new SampleRefusedException(
                $"The database's user or its search_path is named '{Schema}': the sample would stand before the recorded data. Connect with a user of another name.");
        foreach (var schema in (string[])[Schema, Unfinished])
            if (await CommentAsync(schema, ct) is { } comment && !IsOurs(comment))
                throw new SampleRefusedException($"The database has a schema '{schema}' that this program did not make. Rename or drop it, then load the sample again.");
    }

    /// <summary>The comment of a schema, empty without one; null when there is no such schema.</summary>
    private Task<string?> CommentAsync(string schema, CancellationToken ct) => _recorded.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand("select coalesce(obj_description(oid, 'pg_namespace'), '') from pg_namespace where nspname = $1", connection)
            {
                Parameters = { new NpgsqlParameter<string> { TypedValue = schema } },
            };
            return await command.ExecuteScalarAsync(token) as string;
        },
        ct);

    /// <summary>Takes away what a load did not finish. When the database is away too, the next load or removal does it.</summary>
    private async Task ForgetAsync()
    {
        try
        {
            // Also when the load was cancelled: nothing of it stays.
            await ExecuteAsync($"drop schema if exists {Unfinished} cascade", CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
        }
    }

    private Task<int> ExecuteAsync(string sql, CancellationToken ct) => GuardAsync(() => _recorded.RunAsync(
        async (connection, token) =>
        {
            await using var transaction = await connection.BeginTransactionAsync(token);
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            var rows = await command.ExecuteNonQueryAsync(token);
            await transaction.CommitAsync(token);
            return rows;
        },
        ct));

    private static async Task<T> GuardAsync<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new SampleRefusedException($"The database's user may not make the schema of the sample ({error.MessageText}): grant it 'create' on the database.");
        }
        catch (Exception error) when (StoreFaults.MayPass(error))
        {
            throw StoreFaults.Translate(error);
        }
    }

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        private SemaphoreSlim? _places = places;

        public void Dispose() => Interlocked.Exchange(ref _places, null)?.Release();
    }
}
