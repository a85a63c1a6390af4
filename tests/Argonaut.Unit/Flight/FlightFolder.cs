using Argonaut.Domain;
using Argonaut.Flight;
using Argonaut.Ports;
using Argonaut.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace Argonaut.Unit.Flight;

/// <summary>A folder of one test with a recording in it, gone afterwards.</summary>
internal sealed class FlightFolder : IDisposable
{
    public static readonly UnixNanos Start = UnixNanos.FromDate(new DateOnly(2026, 11, 20)) + 14 * UnixNanos.PerHour;

    private readonly string _root = Directory.CreateTempSubdirectory("argonaut-frames-").FullName;

    public string Path => System.IO.Path.Combine(_root, "frames");

    public IReadOnlyList<string> Files => Directory.Exists(Path) ? [.. Directory.EnumerateFiles(Path, "*.frames").Order(StringComparer.Ordinal)] : [];

    public FrameRecorderOptions Options => new() { Directory = Path, Product = "test" };

    public FrameRecorder NewRecorder(FrameRecorderOptions? options = null) =>
        new(options ?? Options, new ManualTimeProvider(Start.ToDateTimeOffset()), NullLogger<FrameRecorder>.Instance);

    /// <summary>Records all of it, each block of entries flushed on its own.</summary>
    public async Task<FrameRecorderStatus> RecordAsync(IEnumerable<IEnumerable<FrameEntry>> blocks, FrameRecorderOptions? options = null)
    {
        var recorder = NewRecorder(options);
        foreach (var block in blocks)
        {
            foreach (var entry in block)
            {
                if (entry.Kind == FrameEntryKind.Picture) recorder.WritePicture(entry.At, entry.Connection, entry.Body.Span);
                else recorder.Write(entry.Kind, entry.At, entry.Connection, entry.Body.Span);
            }

            await recorder.FlushAsync(Xunit.TestContext.Current.CancellationToken);
        }

        await recorder.DisposeAsync();
        return recorder.Status;
    }

    public List<FrameEntry> ReadAll()
    {
        using var reader = new FrameReader(Path);
        return ReadAll(reader);
    }

    public static List<FrameEntry> ReadAll(FrameReader reader)
    {
        List<FrameEntry> entries = [];
        while (reader.TryRead(out var entry)) entries.Add(entry);
        return entries;
    }

    public static FrameEntry Frame(int n, string payload = "99\01000000000\02\01763649000\0185.51\0100\00\0NASDAQ\0\0") => new(
        FrameEntryKind.Received, Start + n * UnixNanos.PerMillisecond, 1, System.Text.Encoding.ASCII.GetBytes(payload + n));

    /// <summary>One line an entry.</summary>
    public static string Text(FrameEntry entry) => $"{entry.Kind} {entry.At} {entry.Connection} {Convert.ToHexString(entry.Body.Span)}";

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
