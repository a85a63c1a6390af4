namespace Argonaut.Server.Endpoints;

/// <summary>The export directory: made when missing, tested by writing.</summary>
internal sealed class ExportFolder(string path, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private string? _problem;
    private long? _checkedAt;

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Null when a file can be written; the answer is kept for two seconds.</summary>
    public string? Check()
    {
        lock (_gate)
        {
            if (_checkedAt is { } at && time.GetElapsedTime(at) < Kept) return _problem;
            _checkedAt = time.GetTimestamp();
            _problem = Probe();
            return _problem;
        }
    }

    /// <summary>Null when unknown.</summary>
    public long? FreeBytes()
    {
        try
        {
            return new DriveInfo(Path).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string? Probe()
    {
        try
        {
            Directory.CreateDirectory(Path);
            var probe = System.IO.Path.Combine(Path, $".argonaut-write-test-{Environment.ProcessId}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return "The export directory is not writable; check PARQUET_EXPORT_DIR and its permissions.";
        }
    }
}
