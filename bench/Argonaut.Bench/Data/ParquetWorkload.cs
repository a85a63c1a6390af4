using Argonaut.Bench.Anchors;

namespace Argonaut.Bench.Data;

/// <summary>The table of the Parquet rows, in memory here and loaded into the anchors, and files of it by each writer.</summary>
internal sealed class ParquetWorkload
{
    private const int FullRows = 2_000_000;
    private const int QuickRows = 200_000;
    private const int Seed = 11;

    private ParquetWorkload(TradeTable table, NodeAnchors anchors, string folder)
    {
        Table = table;
        Anchors = anchors;
        Checksum = table.Checksum;
        OursFile = Path.Combine(folder, "ours.parquet");
        DuckDbFile = Path.Combine(folder, "duckdb.parquet");
        HyparquetFile = Path.Combine(folder, "hyparquet.parquet");
        CsvFile = Path.Combine(folder, "duckdb.csv");
    }

    public TradeTable Table { get; }

    public NodeAnchors Anchors { get; }

    public TableChecksum Checksum { get; }

    public string OursFile { get; }

    public string DuckDbFile { get; }

    public string HyparquetFile { get; }

    public string CsvFile { get; }

    /// <summary>Writes each file once and checks that every reader finds the same rows in ours.</summary>
    public static async Task<ParquetWorkload> PrepareAsync(BenchContext context, CancellationToken ct)
    {
        var folder = context.NewFolder("parquet");
        var table = TradeTable.Generate(context.Options.IsQuick ? QuickRows : FullRows, Seed);
        await table.SaveAsync(folder, ct);
        var workload = new ParquetWorkload(table, await context.NodeAsync(ct), folder);
        workload.Check("the anchors' own table", await workload.Anchors.LoadAsync(Path.Combine(folder, "trades.csv"), folder, table.Rows, ct));

        ParquetTrades.Write(table, workload.OursFile);
        await workload.Anchors.DuckDbWriteAsync(workload.DuckDbFile, "snappy", ct);
        workload.Check("DuckDB reading our file", (await workload.Anchors.DuckDbReadAsync(workload.OursFile, ct)).Checksum);
        workload.Check("hyparquet reading our file", (await workload.Anchors.HyparquetReadAsync(workload.OursFile, ct)).Checksum);
        workload.Check("our reader on DuckDB's file", ParquetTrades.Read(workload.DuckDbFile));
        return workload;
    }

    /// <exception cref="InvalidOperationException">The rows are not those that were written: no time counts.</exception>
    public void Check(string what, TableChecksum found)
    {
        if (found != Checksum) throw new InvalidOperationException($"Expected {Checksum} from {what}, found {found}.");
    }
}
