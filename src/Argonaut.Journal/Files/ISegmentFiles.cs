namespace Argonaut.Journal.Files;

/// <summary>
/// One folder of append-only files: all that a journal asks of a file system, so that a test can lose, reorder and refuse writes. Every
/// method may throw <see cref="IOException"/>.
/// </summary>
public interface ISegmentFiles
{
    /// <summary>For people.</summary>
    string Location { get; }

    IReadOnlyList<string> List();

    /// <summary>A new, empty file, open for appending. Its name survives a crash after <see cref="FlushFolder"/>.</summary>
    ISegmentFile Create(string name);

    long LengthOf(string name);

    /// <summary>Reads until <paramref name="into"/> is full or the file ends; how much it was.</summary>
    int Read(string name, long offset, Span<byte> into);

    /// <summary>Cuts a file and waits until the disk has it so.</summary>
    void Truncate(string name, long length);

    /// <summary>Replaces a small file as a whole: after a crash it is the old one or the new one.</summary>
    void Replace(string name, ReadOnlySpan<byte> content);

    void Rename(string name, string newName);

    void Delete(string name);

    void FlushFolder();

    /// <summary>Bytes that may still be written to this disk.</summary>
    long FreeBytes { get; }

    /// <summary>Lets go of the folder: another process may use it.</summary>
    void Close();
}

/// <summary>A file that only grows.</summary>
public interface ISegmentFile : IDisposable
{
    void Append(ReadOnlySpan<byte> bytes);

    /// <summary>Waits until the disk has everything. After an exception nobody knows what it has: the file must not be used any more.</summary>
    void Flush();
}
