using System.Diagnostics;
using Argonaut.Bench.Cluster;
using Argonaut.Bench.Processes;
using Npgsql;

namespace Argonaut.Bench.Anchors;

/// <summary>The ticks of one instrument as CSV: <c>psql \copy</c> where psql is installed, else a text COPY through Npgsql.</summary>
internal sealed class CsvCopyAnchor
{
    private readonly BenchCluster _cluster;
    private readonly string? _psqlVersion;

    private CsvCopyAnchor(BenchCluster cluster, string? psqlVersion)
    {
        _cluster = cluster;
        _psqlVersion = psqlVersion;
    }

    public string Name => _psqlVersion is null ? "Npgsql COPY to CSV" : "psql \\copy to CSV";

    public string Version => _psqlVersion ?? typeof(NpgsqlConnection).Assembly.GetName().Version?.ToString(3) ?? "";

    public static async Task<CsvCopyAnchor> PrepareAsync(BenchCluster cluster, CancellationToken ct) =>
        new(cluster, (await CommandOutput.ReadAsync("psql", ["--version"], ct))?.Split(' ').ElementAtOrDefault(2));

    /// <summary>Seconds until the file is closed; it is not flushed to the disk.</summary>
    public async Task<double> RunAsync(string database, int instrument, string file, CancellationToken ct)
    {
        var query = "select ts_event, ts_init, price, size, flags & 3, stream || '-' || seq from trade_ticks"
            + $" where instrument = {instrument} order by ts_init, stream, seq";
        return _psqlVersion is null ? await ExportAsync(database, query, file, ct) : await PsqlAsync(database, query, file, ct);
    }

    private async Task<double> PsqlAsync(string database, string query, string file, CancellationToken ct)
    {
        var copy = $"\\copy ({query}) to '{file}' with (format csv)";
        var start = Stopwatch.GetTimestamp();
        if (await CommandOutput.ReadAsync("psql", [_cluster.Url(database), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", copy], ct) is null)
            throw new InvalidOperationException($"Expected '{copy}' to succeed; it failed.");
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private async Task<double> ExportAsync(string database, string query, string file, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(_cluster.ConnectionString(database));
        await connection.OpenAsync(ct);
        var start = Stopwatch.GetTimestamp();
        await using (var stream = await connection.BeginRawBinaryCopyAsync($"copy ({query}) to stdout (format csv)", ct))
        await using (var target = File.Create(file))
            await stream.CopyToAsync(target, ct);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
