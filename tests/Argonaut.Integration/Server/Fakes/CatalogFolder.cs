using System.Security.Cryptography;
using Argonaut.Catalog;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;

namespace Argonaut.Integration.Server.Fakes;

/// <summary>A catalog of NautilusTrader in a temporary folder: 3,000 trades, and as many quotes, of two days, and 200 bars of a minute.</summary>
internal sealed class CatalogFolder : IDisposable
{
    public const int Ticks = 3_000;
    public const int Minutes = 200;

    private CatalogFolder(string root) => Root = root;

    public string Root { get; }

    public MarketEvent[] Trades { get; private init; } = [];

    public MarketEvent[] Quotes { get; private init; } = [];

    public Bar[] Bars { get; private init; } = [];

    /// <summary>Of an instrument that the server does not know.</summary>
    public static Instrument Instrument { get; } = Samples.Apple with { Key = new InstrumentKey(7), Id = InstrumentId.Parse("MSFT.XNAS"), RawSymbol = "MSFT" };

    public static async Task<CatalogFolder> WriteAsync(CatalogProfile profile, CancellationToken ct)
    {
        var random = new Random(184);
        var times = Enumerable.Range(0, Ticks).Select(_ => Samples.Start + random.NextInt64(2 * UnixNanos.PerDay)).Order().ToArray();
        var folder = new CatalogFolder(Directory.CreateTempSubdirectory("argonaut-catalog-").FullName)
        {
            Trades = [.. times.Select((at, i) => Samples.Trade(i + 1, at, Instrument, 15_000 + random.Next(500)) with { B = random.Next(1, 900) * Samples.One })],
            Quotes = [.. times.Select((at, i) => Samples.Quote(i + 1, at, Instrument) with { A = (15_000 + random.Next(500)) * Samples.One / 100, B = (15_500 + random.Next(500)) * Samples.One / 100 })],
            Bars = [.. Enumerable.Range(0, Minutes).Select(i => Samples.Bar(Samples.Start + i * UnixNanos.PerMinute, Timeframe.Minute1, Instrument) with { Close = (15_090 + random.Next(20)) * Samples.One / 100, Volume = random.Next(1, 900) * Samples.One })],
        };
        var writer = new CatalogWriter(folder.Root, new ExportSettings { Profile = profile });
        await writer.WriteInstrumentAsync(Instrument, ct);
        var request = new ExportRequest(Instrument, Samples.Start, Samples.Start + 3 * UnixNanos.PerDay);
        await AppendAsync(writer.BeginTrades(request), folder.Trades, ct);
        await AppendAsync(writer.BeginQuotes(request), folder.Quotes, ct);
        await AppendAsync(writer.BeginBars(request, Timeframe.Minute1, PriceType.Last), folder.Bars, ct);
        return folder;
    }

    /// <summary>Path, size, time and content of everything in it.</summary>
    public string Fingerprint() => string.Join('\n', Directory.EnumerateFileSystemEntries(Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path =>
        Directory.Exists(path) ? $"{path} {Directory.GetLastWriteTimeUtc(path).Ticks}"
            : $"{path} {File.GetLastWriteTimeUtc(path).Ticks} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}"));

    /// <summary>The files of one kind, by name.</summary>
    public string[] FilesOf(string kind) => [.. Directory.EnumerateFiles(Path.Combine(Root, "data", kind), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static async Task AppendAsync<T>(DataExport<T> export, T[] rows, CancellationToken ct)
        where T : struct
    {
        using (export)
        {
            await export.AppendAsync(rows, ct);
            await export.CompleteAsync(ct);
        }
    }
}
