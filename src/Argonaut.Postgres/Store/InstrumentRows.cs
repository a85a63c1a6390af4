using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Argonaut.Postgres.Store;

/// <summary>The <c>instruments</c> table.</summary>
internal sealed class InstrumentRows(ReadSessions sessions, TimeProvider time, ILogger log)
{
    private const string Update =
        """
        update instruments set symbol = $3, asset_class = $4, currency = $5, tick_size = $6::numeric, min_quantity = $7::numeric,
               lot_size = $8::numeric, multiplier = $9::numeric, metadata = $10, is_active = true, updated_at = now()
        where venue = $1 and instrument_id = $2
        returning id, price_scale, size_scale
        """;

    private const string Insert =
        """
        insert into instruments (venue, instrument_id, symbol, asset_class, currency, tick_size, min_quantity, lot_size, multiplier, metadata,
                                 price_scale, size_scale, price_unit, size_unit)
        values ($1, $2, $3, $4, $5, $6::numeric, $7::numeric, $8::numeric, $9::numeric, $10, $11, $12,
                $13::numeric, $14::numeric)
        returning id, price_scale, size_scale
        """;

    public Task<ImmutableArray<Instrument>> LoadAsync(CancellationToken ct) => sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(
                "select id, venue, instrument_id, price_scale, size_scale, metadata::text from instruments where is_active order by id", connection);
            await using var reader = await command.ExecuteReaderAsync(token);
            var instruments = ImmutableArray.CreateBuilder<Instrument>();
            while (await reader.ReadAsync(token))
            {
                var (source, id) = (reader.GetString(1), reader.GetString(2));
                var instrument = InstrumentDefinition.FromJson(
                    reader.GetInt32(0), source, id, reader.GetInt16(3), reader.GetInt16(4), reader.GetString(5));
                if (instrument is null) PostgresLog.InstrumentIgnored(log, source, id);
                else instruments.Add(instrument);
            }

            return instruments.ToImmutable();
        },
        ct);

    /// <summary>Updates first and inserts only what is new, so that the keys stay dense. A difference becomes a version.</summary>
    /// <exception cref="DefinitionConflictException">It needs finer scales than its stored rows have.</exception>
    public Task<Instrument> SaveAsync(Instrument instrument, CancellationToken ct) => sessions.RunAsync(
        async (connection, token) =>
        {
            await using var transaction = await connection.BeginTransactionAsync(token);
            await using (var take = new NpgsqlCommand("lock table instruments in share row exclusive mode", connection))
                await take.ExecuteNonQueryAsync(token);
            var before = await FindAsync(connection, instrument, token);
            if (before is { } stored) await InstrumentScales.FitAsync(connection, stored.Key, stored.PriceScale, stored.SizeScale, instrument, token);
            var saved = await RunAsync(connection, Update, instrument, isInsert: false, token)
                ?? await RunAsync(connection, Insert, instrument, isInsert: true, token)
                ?? throw new InvalidOperationException($"Instrument {instrument.Id} was neither updated nor inserted.");
            await InstrumentVersionRows.AddAsync(connection, before?.Definition, saved, HybridClock.Now(time), token);
            await transaction.CommitAsync(token);
            return saved;
        },
        ct);

    /// <summary>The row as it is; its definition is null when a script made it.</summary>
    private static async Task<(int Key, short PriceScale, short SizeScale, Instrument? Definition)?> FindAsync(
        NpgsqlConnection connection, Instrument instrument, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select id, price_scale, size_scale, metadata::text from instruments where venue = $1 and instrument_id = $2", connection)
        {
            Parameters = { Text(instrument.Source), Text(instrument.Id.Value) },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) return null;
        var (key, price, size) = (reader.GetInt32(0), reader.GetInt16(1), reader.GetInt16(2));
        return (key, price, size, InstrumentDefinition.FromJson(key, instrument.Source, instrument.Id.Value, price, size, reader.GetString(3)));
    }

    private static async Task<Instrument?> RunAsync(
        NpgsqlConnection connection, string sql, Instrument instrument, bool isInsert, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection)
        {
            Parameters =
            {
                Text(instrument.Source),
                Text(instrument.Id.Value),
                Text(instrument.Id.Symbol),
                Text(instrument.AssetClass.ToString().ToUpperInvariant()),
                Text(instrument.QuoteCurrency),
                Text(Fitting(instrument.PriceIncrement.ToString())),
                Text(Fitting(instrument.SizeIncrement.ToString())),
                Text(Fitting(instrument.LotSize.ToString())),
                Text(Fitting(instrument.Multiplier.ToString())),
                new NpgsqlParameter<string> { TypedValue = InstrumentDefinition.ToJson(instrument), NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        };
        if (isInsert)
        {
            command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = instrument.PriceScale });
            command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = instrument.SizeScale });
            command.Parameters.Add(Text(InstrumentScales.Unit(instrument.PriceScale)));
            command.Parameters.Add(Text(InstrumentScales.Unit(instrument.SizeScale)));
        }

        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) return null;
        return instrument with
        {
            Key = new(reader.GetInt32(0)),
            PriceScale = (byte)reader.GetInt16(1),
            SizeScale = (byte)reader.GetInt16(2),
        };
    }

    private static NpgsqlParameter<string?> Text(string? value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };

    /// <summary>Null when <c>numeric(20,8)</c> would round it: those columns are for reading, the exact text is in the definition.</summary>
    private static string? Fitting(string number)
    {
        var value = decimal.Parse(number, CultureInfo.InvariantCulture);
        return decimal.Round(value, 8) == value && Math.Abs(value) < 1_000_000_000_000m ? number : null;
    }
}
