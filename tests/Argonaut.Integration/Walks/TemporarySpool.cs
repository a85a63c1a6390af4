using Argonaut.Journal.Files;
using Argonaut.Journal.Spool;
using Argonaut.Ports;
using Microsoft.Extensions.Logging.Abstractions;

namespace Argonaut.Integration.Walks;

/// <summary>A spool on the disk for as long as a test runs.</summary>
internal sealed class TemporarySpool : ITickSpool, IDisposable
{
    private readonly FileTickSpool _spool;

    public TemporarySpool()
    {
        Folder = Directory.CreateTempSubdirectory("argonaut-spool-").FullName;
        _spool = FileTickSpool.Open(DiskSegmentFiles.Open(Folder), new SpoolOptions(), TimeProvider.System, NullLogger.Instance);
    }

    public string Folder { get; }

    public SpoolStatus Status => _spool.Status;

    public long Append(string source, StoreBatch batch) => _spool.Append(source, batch);

    public SpooledBatch? Next(long after) => _spool.Next(after);

    public void MarkStored(SpooledBatch last) => _spool.MarkStored(last);

    public void Trim() => _spool.Trim();

    public void SaveNotes(RecorderNotes notes) => _spool.SaveNotes(notes);

    public RecorderNotes? LoadNotes() => _spool.LoadNotes();

    public void Dispose()
    {
        _spool.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
