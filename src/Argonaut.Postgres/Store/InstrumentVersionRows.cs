using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Npgsql;
using NpgsqlTypes;

namespace Argonaut.Postgres.Store;

/// <summary>The <c>instrument_versions</c> table.</summary>
internal sealed class InstrumentVersionRows(ReadSessions sessions)
{
    private const string Insert =
        """
        insert into instrument_versions (instrument, version, valid_from, definition, changes)
        select $1, coalesce(max(version), 0) + 1, case when max(version) is null then 0 else $2 end, $3, $4
        from instrument_versions where instrument = $1
        """;

    private const string InsertPresent =
        """
        insert into instrument_versions (instrument, version, valid_from, definition, changes)
        select i.id, (select coalesce(max(version), 0) + 1 from instrument_versions where instrument = i.id), $2, i.metadata, $3
        from instruments i where i.id = $1
        """;

    public Task<ImmutableArray<InstrumentVersion>> ReadAsync(InstrumentKey instrument, CancellationToken ct) => sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(
                """
                select v.version, v.valid_from, v.definition::text, v.changes::text, i.venue, i.instrument_id, i.price_scale, i.size_scale
                from instrument_versions v join instruments i on i.id = v.instrument
                where v.instrument = $1 order by v.version
                """, connection)
            {
                Parameters = { new NpgsqlParameter<int> { TypedValue = instrument.Value } },
            };
            await using var reader = await command.ExecuteReaderAsync(token);
            var versions = ImmutableArray.CreateBuilder<InstrumentVersion>();
            while (await reader.ReadAsync(token))
            {
                var definition = InstrumentDefinition.FromJson(
                    instrument.Value, reader.GetString(4), reader.GetString(5), reader.GetInt16(6), reader.GetInt16(7), reader.GetString(2));
                if (definition is not null)
                    versions.Add(new InstrumentVersion(reader.GetInt32(0), new UnixNanos(reader.GetInt64(1)), definition, ChangesOf(reader.GetString(3))));
            }

            return versions.ToImmutable();
        },
        ct);

    public Task<int> AddAsync(InstrumentKey instrument, UnixNanos validFrom, DefinitionChange change, CancellationToken ct) => sessions.RunAsync(
        async (connection, token) =>
        {
            await using var transaction = await connection.BeginTransactionAsync(token);
            await using (var take = new NpgsqlCommand("lock table instruments in share row exclusive mode", connection))
                await take.ExecuteNonQueryAsync(token);
            await using var command = new NpgsqlCommand(InsertPresent, connection)
            {
                Parameters =
                {
                    new NpgsqlParameter<int> { TypedValue = instrument.Value },
                    new NpgsqlParameter<long> { TypedValue = validFrom.Value },
                    Json(TextOf([change])),
                },
            };
            var rows = await command.ExecuteNonQueryAsync(token);
            await transaction.CommitAsync(token);
            return rows;
        },
        ct);

    /// <summary>The first version of a new instrument, or the next one of an instrument that changed. Inside the caller's transaction.</summary>
    public static async Task AddAsync(NpgsqlConnection connection, Instrument? before, Instrument saved, UnixNanos now, CancellationToken ct)
    {
        var changes = before is null ? [] : DefinitionChange.Between(before, saved);
        if (before is not null && changes.IsEmpty) return;
        await using var command = new NpgsqlCommand(Insert, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = saved.Key.Value },
                new NpgsqlParameter<long> { TypedValue = now.Value },
                Json(InstrumentDefinition.ToJson(saved)),
                Json(TextOf(changes)),
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlParameter<string> Json(string text) => new() { TypedValue = text, NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static string TextOf(ImmutableArray<DefinitionChange> changes) => JsonSerializer.Serialize(
        [.. changes.Select(c => new ChangeJson(c.Field, c.Old, c.New))], ChangeContext.Default.ChangeJsonArray);

    private static ImmutableArray<DefinitionChange> ChangesOf(string json) =>
        [.. (JsonSerializer.Deserialize(json, ChangeContext.Default.ChangeJsonArray) ?? []).Select(c => new DefinitionChange(c.Field, c.Old, c.New))];
}

internal sealed record ChangeJson(string Field, string Old, string New);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ChangeJson[]))]
internal sealed partial class ChangeContext : JsonSerializerContext;
