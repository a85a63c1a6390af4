using System.Globalization;
using Argonaut.Domain;

namespace Argonaut.Flight;

/// <param name="Number">Counts the files of a folder.</param>
internal sealed record SegmentFile(string Path, int Number, long Bytes, UnixNanos First, UnixNanos Last);

/// <summary>The files of a recording: <c>20261120T143000Z-000012.frames</c>, in the order of their numbers.</summary>
internal sealed class SegmentFolder(string directory)
{
    public const string Extension = ".frames";

    private readonly List<SegmentFile> _files = [];

    public string Directory { get; } = directory;

    public IReadOnlyList<SegmentFile> Files => _files;

    public long Bytes => _files.Sum(f => f.Bytes);

    public static IEnumerable<string> PathsOf(string directory) => System.IO.Directory.EnumerateFiles(directory, "*" + Extension)
        .OrderBy(p => NumberOf(p) ?? int.MaxValue).ThenBy(p => p, StringComparer.Ordinal);

    /// <summary>Takes stock of what earlier processes left. A file that cannot be read is left alone and not counted.</summary>
    public void Load()
    {
        System.IO.Directory.CreateDirectory(Directory);
        _files.Clear();
        foreach (var path in PathsOf(Directory))
        {
            if (NumberOf(path) is not { } number) continue;
            try
            {
                var (first, last) = SegmentReader.SpanOf(path);
                _files.Add(new SegmentFile(path, number, new FileInfo(path).Length, first, last));
            }
            catch (Exception e) when (e is FrameFormatException or IOException or UnauthorizedAccessException)
            {
                // Its number is not used again: see NextNumber.
            }
        }
    }

    public int NextNumber() => PathsOf(Directory).Select(p => NumberOf(p) ?? 0).DefaultIfEmpty(0).Max() + 1;

    public string PathOf(int number, UnixNanos start) => Path.Combine(
        Directory, string.Create(CultureInfo.InvariantCulture, $"{start.ToDateTimeOffset():yyyyMMdd'T'HHmmss'Z'}-{number:D6}{Extension}"));

    public void Set(SegmentFile file)
    {
        _files.RemoveAll(f => f.Number == file.Number);
        _files.Add(file);
    }

    /// <summary>Deletes the oldest files, but never the newest, until the rest is within both bounds.</summary>
    public void Retain(long maxBytes, UnixNanos oldest)
    {
        while (_files.Count > 1 && (Bytes > maxBytes || _files[0].Last < oldest))
        {
            File.Delete(_files[0].Path);
            _files.RemoveAt(0);
        }
    }

    private static int? NumberOf(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        return name.LastIndexOf('-') is >= 0 and var dash && int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : null;
    }
}
