using System.Text.Json;
using Argonaut.Bench.Processes;

namespace Argonaut.Bench.Anchors;

/// <summary>DuckDB and hyparquet, each in the one Node process of <c>bench/node/anchors.mjs</c>, which takes the times.</summary>
internal sealed class NodeAnchors : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private NodeAnchors(ChildProcess process) => _process = process;

    public string DuckDbVersion { get; private set; } = "";

    public string HyparquetVersion { get; private set; } = "";

    public string HyparquetWriterVersion { get; private set; } = "";

    /// <summary>Why there are no anchors of this kind; null when <see cref="StartAsync"/> will work.</summary>
    public static string? Missing(string root) =>
        Directory.Exists(Path.Combine(root, "bench", "node", "node_modules", "hyparquet"))
            ? null
            : "needs the packages of bench/node (npm ci --ignore-scripts in that folder)";

    public static async Task<NodeAnchors> StartAsync(string root, CancellationToken ct)
    {
        var script = Path.Combine(root, "bench", "node", "anchors.mjs");
        var anchors = new NodeAnchors(ChildProcess.Start("node", ["--expose-gc", "--max-old-space-size=4096", script]));
        var versions = await anchors.AskAsync(new { command = "versions" }, ct);
        anchors.DuckDbVersion = versions.GetProperty("duckdb").GetString() ?? "";
        anchors.HyparquetVersion = versions.GetProperty("hyparquet").GetString() ?? "";
        anchors.HyparquetWriterVersion = versions.GetProperty("hyparquet_writer").GetString() ?? "";
        return anchors;
    }

    /// <summary>Gives both the same rows and returns their checksum.</summary>
    public async Task<TableChecksum> LoadAsync(string csv, string folder, int rows, CancellationToken ct) =>
        Checksum(await AskAsync(new { command = "load", csv, folder, rows }, ct));

    public async Task<Timing> DuckDbWriteAsync(string path, string compression, CancellationToken ct) =>
        Time(await AskAsync(new { command = "duckdb_write", path, compression }, ct));

    public async Task<Timing> DuckDbCsvAsync(string path, CancellationToken ct) =>
        Time(await AskAsync(new { command = "duckdb_csv", path }, ct));

    public async Task<(Timing Timing, TableChecksum Checksum)> DuckDbReadAsync(string path, CancellationToken ct)
    {
        var answer = await AskAsync(new { command = "duckdb_read", path }, ct);
        return (Time(answer), Checksum(answer));
    }

    public async Task<Timing> HyparquetWriteAsync(string path, CancellationToken ct) =>
        Time(await AskAsync(new { command = "hyparquet_write", path }, ct));

    public async Task<(Timing Timing, TableChecksum Checksum)> HyparquetReadAsync(string path, CancellationToken ct)
    {
        var answer = await AskAsync(new { command = "hyparquet_read", path }, ct);
        return (Time(answer), Checksum(answer));
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<JsonElement> AskAsync(object command, CancellationToken ct)
    {
        await _process.WriteLineAsync(JsonSerializer.Serialize(command), ct);
        using var answer = JsonDocument.Parse(await _process.ReadLineAsync(ct));
        if (!answer.RootElement.GetProperty("ok").GetBoolean())
            throw new InvalidOperationException($"The anchor answered: {answer.RootElement.GetProperty("error").GetString()}");
        return answer.RootElement.Clone();
    }

    private static Timing Time(JsonElement answer) =>
        new(answer.GetProperty("seconds").GetDouble(), answer.GetProperty("cpu_seconds").GetDouble());

    private static TableChecksum Checksum(JsonElement answer) =>
        new(answer.GetProperty("rows").GetString() ?? "", answer.GetProperty("checksum").GetString() ?? "");
}

/// <summary>Wall and processor time of one piece of work.</summary>
internal readonly record struct Timing(double Seconds, double CpuSeconds);

/// <summary>
/// Row count and, column by column, the exclusive or of integers, the sum of sides, the sum of id lengths: equal for equal tables in
/// every implementation, and cheap enough to be part of a timed read.
/// </summary>
internal readonly record struct TableChecksum(string Rows, string Columns);
