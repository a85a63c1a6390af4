using System.Diagnostics;
using Argonaut.Integration.Postgres;
using Argonaut.Journal.Files;
using Argonaut.Journal.Spool;
using Argonaut.Postgres.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Argonaut.Integration.Product;

/// <summary>The durability contract (faults.md 1.1) on the real program: SIGKILL at random moments under load.</summary>
public sealed class KillTests
{
    private const int Kills = 20;

    [Fact]
    public async Task F_106_No_acknowledged_tick_is_lost_and_none_is_stored_twice_over_twenty_kills()
    {
        var ct = TestContext.Current.CancellationToken;
        var data = await ProductProcess.NewDemoDirectoryAsync(ct);
        var random = new Random(20260105);
        var acknowledged = 0L;
        try
        {
            for (var round = 0; round < Kills; round++)
            {
                var before = await StoredAsync(data, ct);
                var product = await ProductProcess.StartServingAsync(data, ["demo", "--rate", "10000"], ct);
                try
                {
                    // A random moment, told by what was acknowledged and not by a clock: anywhere in the first seconds of the flow.
                    var moment = random.Next(1, 15_000);
                    var seen = 0L;
                    while (seen < moment) seen = (long)await product.MetricAsync("argonaut_ticks_acknowledged_total", ct);
                    acknowledged = before.Rows + seen;
                }
                finally
                {
                    await product.KillAsync(ct);
                }

                // Every fifth time the database server is killed as well and has to recover by itself.
                if (round % 5 == 4) await KillPostgresAsync(data, ct);

                var after = await StoredAsync(data, ct);
                // A commit that took too long has gone to the spool, which is as durable; the next start brings it to the database.
                var spooled = Spooled(data);
                Assert.True(after.Rows + spooled >= acknowledged, $"Round {round}: {acknowledged} ticks were acknowledged, {after.Rows} are stored, {spooled} spooled.");
                Assert.Equal(after.Rows, after.DistinctSequences);
                Assert.Equal(after.Rows, after.Watermark);
            }

            Assert.True(acknowledged > Kills * 1_000L, $"Expected a real load, only {acknowledged} ticks were acknowledged.");
        }
        finally
        {
            await (await AttachAsync(data, ct)).StopAsync(CancellationToken.None);
        }
    }

    /// <summary>Rows of both tick tables, distinct (stream, seq) pairs and the sum of the watermarks: equal when nothing is lost or doubled.</summary>
    private static async Task<(long Rows, long DistinctSequences, long Watermark)> StoredAsync(string data, CancellationToken ct)
    {
        if (!Directory.Exists(Path.Combine(data, "demo", "postgres"))) return (0, 0, 0);
        var server = await AttachAsync(data, ct);
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand(
            """
            with t as (select stream, seq from trade_ticks union all select stream, seq from quote_ticks)
            select (select count(*) from t), (select count(*) from (select distinct stream, seq from t) d), (select coalesce(sum(last_seq), 0)::bigint from ingest_watermark)
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    private static long Spooled(string data)
    {
        using var spool = FileTickSpool.Open(DiskSegmentFiles.Open(Path.Combine(data, "demo", "spool")), new SpoolOptions(), TimeProvider.System, NullLogger.Instance);
        Assert.Empty(spool.Status.Damages);
        return spool.Status.WaitingTicks;
    }

    private static Task<EmbeddedPostgres> AttachAsync(string data, CancellationToken ct) => EmbeddedPostgres.StartAsync(
        PostgresFixture.OptionsFor(Path.Combine(data, "demo", "postgres")), TimeProvider.System, NullLogger.Instance, ct);

    private static async Task KillPostgresAsync(string data, CancellationToken ct)
    {
        var server = await AttachAsync(data, ct);
        using var postmaster = Process.GetProcessById(server.Pid);
        postmaster.Kill(entireProcessTree: true);
        await postmaster.WaitForExitAsync(ct);
    }
}
