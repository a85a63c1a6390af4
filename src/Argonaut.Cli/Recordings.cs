using System.Collections.Immutable;
using Argonaut.Catalog;
using Argonaut.Catalog.Csv;
using Argonaut.Catalog.Reading;
using Argonaut.Domain;
using Argonaut.Parquet;
using Argonaut.SimulatedGateway.Market;

namespace Argonaut.Cli;

/// <summary>Opens recorded ticks for the simulated gateway: a catalog, a Parquet or CSV file, or a folder of such files.</summary>
internal static class Recordings
{
    /// <param name="instrument">The id of CSV recordings, which do not name theirs.</param>
    /// <exception cref="CliException">Nothing usable was found; the message names the file and the reason.</exception>
    public static ImmutableArray<ReplaySeries> Open(string path, string? instrument)
    {
        try
        {
            var series = Find(path, instrument).ToImmutableArray();
            return series.IsEmpty ? throw new CliException(ExitCode.WrongUsage, $"{path} holds no Parquet or CSV file of trades or quotes.") : series;
        }
        catch (Exception e) when (e is ParquetFormatException or CatalogRefusedException or IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.WrongUsage, $"The recording {path} cannot be played: {e.Message}");
        }
    }

    private static IEnumerable<ReplaySeries> Find(string path, string? instrument)
    {
        if (Directory.Exists(Path.Combine(path, "data"))) return OfParquet(TickReplay.Open(path));
        var files = Directory.Exists(path) ? Directory.EnumerateFiles(path).Order(StringComparer.Ordinal).ToList()
            : File.Exists(path) ? [path] : throw new CliException(ExitCode.WrongUsage, $"There is no file or folder {path}.");
        var parquet = files.Where(f => f.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase)).ToList();
        var csv = files.Where(f => f.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)).ToList();
        return (parquet.Count > 0 ? OfParquet(TickReplay.OpenFiles(parquet)) : []).Concat(csv.Select(f => OfCsv(f, instrument)));
    }

    private static IEnumerable<ReplaySeries> OfParquet(TickReplay replay) =>
        replay.Series().Select(s => ReplaySeries.Of(s.Instrument.Id, s.Kind, s.Instrument.PricePrecision, s.Instrument.SizePrecision, s.Events));

    private static ReplaySeries OfCsv(string path, string? instrument)
    {
        if (!InstrumentId.TryParse(instrument, out var id))
            throw new CliException(ExitCode.WrongUsage, $"A CSV recording needs its instrument, for example: --replay {path} --instrument USD/JPY.SIM");
        var ticks = CsvTicks.Open(path);
        return ReplaySeries.Of(id, ticks.Kind, ticks.PricePrecision, ticks.SizePrecision, ticks.Read());
    }
}
