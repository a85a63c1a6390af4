using System.Collections.Frozen;
using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>What is recorded of each instrument: one row a kind, which stays when its recording is switched off.</summary>
internal sealed class SubscriptionRows(ReadSessions sessions)
{
    /// <summary>The texts of <c>data_type</c>.</summary>
    private static readonly FrozenDictionary<string, MarketEventKind> Kinds = new Dictionary<string, MarketEventKind>
    {
        ["tick"] = MarketEventKind.Trade, ["quote"] = MarketEventKind.Quote, ["depth"] = MarketEventKind.BookDelta,
    }.ToFrozenDictionary();

    public Task<ImmutableArray<Recording>> LoadAsync(CancellationToken ct) => sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(
                "select instrument, array_agg(data_type::text) from data_subscriptions where status = 'active' group by instrument order by instrument", connection);
            await using var reader = await command.ExecuteReaderAsync(token);
            var all = ImmutableArray.CreateBuilder<Recording>();
            while (await reader.ReadAsync(token))
            {
                var kinds = KindSet.Of([.. reader.GetFieldValue<string[]>(1).Where(Kinds.ContainsKey).Select(text => Kinds[text])]);
                if (!kinds.IsEmpty) all.Add(new Recording(new InstrumentKey(reader.GetInt32(0)), kinds));
            }

            return all.ToImmutable();
        },
        ct);

    public Task SaveAsync(Recording recording, CancellationToken ct) => sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(
                """
                insert into data_subscriptions (instrument, venue, instrument_id, data_type, status)
                select i.id, i.venue, i.instrument_id, d.data_type, case when d.is_active then 'active' else 'inactive' end
                from instruments i cross join unnest($2::text[], $3::boolean[]) as d(data_type, is_active)
                where i.id = $1
                on conflict (instrument, data_type) do update set status = excluded.status, last_update = now()
                """, connection)
            {
                Parameters =
                {
                    new NpgsqlParameter<int> { TypedValue = recording.Instrument.Value },
                    new NpgsqlParameter<string[]> { TypedValue = [.. Kinds.Keys] },
                    new NpgsqlParameter<bool[]> { TypedValue = [.. Kinds.Values.Select(recording.Kinds.Contains)] },
                },
            };
            return await command.ExecuteNonQueryAsync(token) > 0
                ? true
                : throw new ArgumentException($"There is no instrument {recording.Instrument}.", nameof(recording));
        },
        ct);
}
