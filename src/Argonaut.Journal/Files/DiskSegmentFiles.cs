using Argonaut.Ports;
using Microsoft.Win32.SafeHandles;

namespace Argonaut.Journal.Files;

/// <summary>A folder on a real disk. One process at a time: it holds a lock file.</summary>
public sealed class DiskSegmentFiles : ISegmentFiles
{
    private const string LockName = "lock";

    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly FileStream _lock;
    private (string Name, SafeFileHandle Handle)? _reading;

    private DiskSegmentFiles(string folder, FileStream held)
    {
        _folder = folder;
        _lock = held;
    }

    public string Location => _folder;

    public long FreeBytes => new DriveInfo(_folder).AvailableFreeSpace;

    /// <summary>Makes the folder when it is missing and takes its lock.</summary>
    /// <exception cref="SpoolUnavailableException">Another process uses the folder, or it cannot be written to.</exception>
    public static DiskSegmentFiles Open(string folder)
    {
        folder = Path.GetFullPath(folder);
        try
        {
            Directory.CreateDirectory(folder);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return new DiskSegmentFiles(folder, new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SpoolUnavailableException($"The spool's folder {folder} cannot be used: {e.Message}", e);
        }
    }

    public IReadOnlyList<string> List() => [.. Directory.EnumerateFiles(_folder).Select(f => Path.GetFileName(f)).Where(n => n != LockName).Order(StringComparer.Ordinal)];

    public ISegmentFile Create(string name) => Guarded(() => new Appending(File.OpenHandle(
        PathOf(name), FileMode.Create, FileAccess.Write, FileShare.Read | FileShare.Delete)));

    public long LengthOf(string name) => new FileInfo(PathOf(name)).Length;

    public int Read(string name, long offset, Span<byte> into)
    {
        lock (_gate)
        {
            if (_reading is not { } reading || reading.Name != name)
            {
                CloseReader();
                reading = (name, File.OpenHandle(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
                _reading = reading;
            }

            var total = 0;
            while (total < into.Length)
            {
                var count = RandomAccess.Read(reading.Handle, into[total..], offset + total);
                if (count == 0) break;
                total += count;
            }

            return total;
        }
    }

    public void Truncate(string name, long length) => Guarded(() =>
    {
        using var file = new FileStream(PathOf(name), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.SetLength(length);
        file.Flush(flushToDisk: true);
        return true;
    });

    public void Replace(string name, ReadOnlySpan<byte> content)
    {
        var bytes = content.ToArray();
        Guarded(() =>
        {
            var draft = PathOf(name + ".new");
            using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, PathOf(name), overwrite: true);
            FolderFlush.Flush(_folder);
            return true;
        });
    }

    public void Rename(string name, string newName) => Guarded(() =>
    {
        lock (_gate) CloseReader();
        File.Move(PathOf(name), PathOf(newName), overwrite: true);
        return true;
    });

    public void Delete(string name) => Guarded(() =>
    {
        lock (_gate) CloseReader();
        File.Delete(PathOf(name));
        return true;
    });

    public void FlushFolder() => FolderFlush.Flush(_folder);

    public void Close()
    {
        lock (_gate) CloseReader();
        _lock.Dispose();
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private void CloseReader()
    {
        _reading?.Handle.Dispose();
        _reading = null;
    }

    /// <summary>A folder that is not ours any more is a failure of the disk like any other.</summary>
    private static T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private sealed class Appending(SafeFileHandle handle) : ISegmentFile
    {
        private long _length;

        public void Append(ReadOnlySpan<byte> bytes)
        {
            RandomAccess.Write(handle, bytes, _length);
            _length += bytes.Length;
        }

        public void Flush() => RandomAccess.FlushToDisk(handle);

        public void Dispose() => handle.Dispose();
    }
}
