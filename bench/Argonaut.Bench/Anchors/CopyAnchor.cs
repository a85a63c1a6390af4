using System.Diagnostics;
using Argonaut.Bench.Cluster;
using Argonaut.Bench.Data;
using Argonaut.Bench.Processes;
using Npgsql;

namespace Argonaut.Bench.Anchors;

/// <summary>
/// The same binary rows into the same table in one transaction: <c>psql \copy</c> where psql is installed, else the bytes pumped
/// through Npgsql's raw COPY stream.
/// </summary>
internal sealed class CopyAnchor
{
    private const int PumpBytes = 128 * 1024;

    private readonly BenchCluster _cluster;
    private readonly string _file;

    private CopyAnchor(BenchCluster cluster, string file, string? psqlVersion)
    {
        _cluster = cluster;
        _file = file;
        PsqlVersion = psqlVersion;
    }

    public string Name => PsqlVersion is null ? "Npgsql raw COPY, one transaction" : "psql \\copy binary, one transaction";

    public string Version => PsqlVersion ?? typeof(NpgsqlConnection).Assembly.GetName().Version?.ToString(3) ?? "";

    private string? PsqlVersion { get; }

    /// <param name="rows">The binary COPY bytes with header and trailer.</param>
    public static async Task<CopyAnchor> PrepareAsync(BenchCluster cluster, byte[] rows, string file, CancellationToken ct)
    {
        await File.WriteAllBytesAsync(file, rows, ct);
        var version = await CommandOutput.ReadAsync("psql", ["--version"], ct);
        return new CopyAnchor(cluster, file, version?.Split(' ').ElementAtOrDefault(2));
    }

    /// <summary>Seconds from the start of the command, or of the transaction, until it is durable.</summary>
    public async Task<double> RunAsync(string database, CancellationToken ct) =>
        PsqlVersion is null ? await PumpAsync(database, ct) : await PsqlAsync(database, ct);

    private async Task<double> PsqlAsync(string database, CancellationToken ct)
    {
        var copy = $"\\copy trade_ticks ({BinaryCopyFile.TradeColumns}) from '{_file}' with (format binary)";
        var start = Stopwatch.GetTimestamp();
        if (await CommandOutput.ReadAsync("psql", [_cluster.Url(database), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", copy], ct) is null)
            throw new InvalidOperationException($"Expected '{copy}' to succeed; it failed.");
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private async Task<double> PumpAsync(string database, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(_cluster.ConnectionString(database));
        await connection.OpenAsync(ct);
        await using var file = File.OpenRead(_file);
        var start = Stopwatch.GetTimestamp();
        await using (var copy = await connection.BeginRawBinaryCopyAsync($"copy trade_ticks ({BinaryCopyFile.TradeColumns}) from stdin (format binary)", ct))
            await file.CopyToAsync(copy, PumpBytes, ct);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
