using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>The scales of an instrument's stored rows. They can become finer only while there is no row, for a row does not say its scale.</summary>
internal static class InstrumentScales
{
    private const string HasRows =
        """
        select exists (select from trade_ticks where instrument = $1) or exists (select from quote_ticks where instrument = $1)
            or exists (select from book_deltas where instrument = $1) or exists (select from bars_1s where instrument = $1) or exists (select from bars_1m where instrument = $1)
            or exists (select from bars where instrument = $1) or exists (select from data_subscriptions where instrument = $1)
        """;

    private const string Change =
        """
        update instruments set price_scale = $2, size_scale = $3, price_unit = $4::numeric, size_unit = $5::numeric where id = $1
        """;

    /// <summary>Makes the stored scales at least as fine as the definition's. Coarser definitions keep the stored ones.</summary>
    /// <exception cref="DefinitionConflictException">There are rows.</exception>
    public static async Task FitAsync(NpgsqlConnection connection, int key, short price, short size, Instrument definition, CancellationToken ct)
    {
        if (definition.PriceScale <= price && definition.SizeScale <= size) return;
        await using var ask = new NpgsqlCommand(HasRows, connection) { Parameters = { new NpgsqlParameter<int> { TypedValue = key } } };
        if (await ask.ExecuteScalarAsync(ct) is true)
            throw new DefinitionConflictException(
                $"{definition.Id} now has prices of {definition.PriceScale} decimals and sizes of {definition.SizeScale}; its stored rows hold {price} and {size}. "
                + "The old definition stays, and values that do not fit it are rejected, never rounded.");
        var (finePrice, fineSize) = (Math.Max(price, (short)definition.PriceScale), Math.Max(size, (short)definition.SizeScale));
        await using var change = new NpgsqlCommand(Change, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = key },
                new NpgsqlParameter<short> { TypedValue = finePrice },
                new NpgsqlParameter<short> { TypedValue = fineSize },
                new NpgsqlParameter<string> { TypedValue = Unit((byte)finePrice) },
                new NpgsqlParameter<string> { TypedValue = Unit((byte)fineSize) },
            },
        };
        await change.ExecuteNonQueryAsync(ct);
    }

    /// <summary>10^-scale as decimal text.</summary>
    public static string Unit(byte scale) => scale == 0 ? "1" : "0." + new string('0', scale - 1) + "1";
}
