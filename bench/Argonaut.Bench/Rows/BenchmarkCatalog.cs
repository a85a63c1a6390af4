using System.Collections.Immutable;

namespace Argonaut.Bench.Rows;

/// <summary>Every row that is wired.</summary>
internal static class BenchmarkCatalog
{
    public static ImmutableArray<IBenchmarkRow> All { get; } =
    [
        new StorageIngest(),
        new EndToEnd(),
        new DurableLatency(),
        new TickToBrowser(),
        new ApiLatency(),
        new ParquetWrite(),
        new ParquetRead(),
        new ExportTicks(),
        new FileSize(),
        new StartToReady(),
        new FrameDecode(),
        new MemoryUse(),
        new StoreQueries(),
        new LargeStore(),
        new TickPacking(),
        new Retention(),
        new RetentionIngest(),
        new MemorySlope(),
        new EndToEndLong(),
        new CpuPerTick(),
        new FrameRecording(),
        new ReplayBalance(),
        new StreamFanout(),
        new StreamStall(),
        .. DashboardBudget.All,
    ];

    public static IBenchmarkRow? Find(string id) => All.FirstOrDefault(row => string.Equals(row.Id, id, StringComparison.OrdinalIgnoreCase));
}
