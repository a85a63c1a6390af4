using Argonaut.Journal.Files;

namespace Argonaut.Unit.Journal;

/// <summary>
/// A folder in memory that knows what a disk has and what it only promised. A crash keeps what was flushed and does with the rest what disks
/// do: forgets it, keeps a part, or keeps later sectors and forgets earlier ones (F-116). After a failed flush nothing of that file ever
/// becomes durable any more, whatever later flushes say.
/// </summary>
internal sealed class MemorySegmentFiles : ISegmentFiles
{
    private const int Sector = 512;

    private readonly SortedDictionary<string, Content> _files = new(StringComparer.Ordinal);

    public string Location => "/memory/spool";

    /// <summary>What the disk can hold.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>The next writes fail.</summary>
    public int FailingWrites { get; set; }

    /// <summary>The next flushes fail.</summary>
    public int FailingFlushes { get; set; }

    /// <summary>Told before each operation that changes something; may throw what a test wants.</summary>
    public Action<string> OnChange { get; set; } = _ => { };

    public int Flushes { get; private set; }

    public long FreeBytes => Capacity - _files.Values.Sum(f => (long)f.Length);

    public IReadOnlyList<string> List() => [.. _files.Keys];

    public ISegmentFile Create(string name)
    {
        OnChange("create");
        var content = new Content { IsNamed = _files.TryGetValue(name, out var before) && before.IsNamed };
        _files[name] = content;
        return new Appending(this, content);
    }

    public long LengthOf(string name) => Find(name).Length;

    public int Read(string name, long offset, Span<byte> into)
    {
        var content = Find(name);
        var count = (int)Math.Clamp(content.Length - offset, 0, into.Length);
        if (count > 0) content.Bytes.AsSpan((int)offset, count).CopyTo(into);
        return count;
    }

    public void Truncate(string name, long length)
    {
        var content = Find(name);
        content.Length = (int)length;
        content.Durable = (int)length;
    }

    public void Replace(string name, ReadOnlySpan<byte> bytes)
    {
        OnChange("replace");
        var content = new Content();
        content.Add(bytes);
        content.Durable = content.Length;
        content.IsNamed = true;
        _files[name] = content;
        OnChange("replaced");
    }

    public void Rename(string name, string newName)
    {
        _files[newName] = Find(name);
        _files.Remove(name);
    }

    public void Delete(string name)
    {
        OnChange("delete");
        _files.Remove(name);
    }

    public void FlushFolder()
    {
        OnChange("flush folder");
        foreach (var file in _files.Values) file.IsNamed = true;
    }

    /// <summary>The machine stops. What it has when it starts again is in this folder.</summary>
    public void Crash(Random random)
    {
        foreach (var (name, content) in _files.ToList())
        {
            if (!content.IsNamed && random.Next(2) == 0)
            {
                _files.Remove(name);
                continue;
            }

            content.Forget(random);
            content.IsNamed = true;
        }
    }

    /// <summary>Changes one byte, as nobody should.</summary>
    public void Flip(string name, long offset) => Find(name).Bytes[offset] ^= 0x40;

    public void Cut(string name, long length) => Truncate(name, length);

    public byte[] Copy(string name) => Find(name).Bytes[..Find(name).Length];

    public void Close()
    {
    }

    private Content Find(string name) => _files.TryGetValue(name, out var content) ? content : throw new FileNotFoundException($"There is no file {name}.");

    private sealed class Content
    {
        public byte[] Bytes { get; private set; } = new byte[Sector];

        public int Length { get; set; }

        public int Durable { get; set; }

        public bool IsNamed { get; set; }

        public bool IsPoisoned { get; set; }

        public void Add(ReadOnlySpan<byte> bytes)
        {
            if (Length + bytes.Length > Bytes.Length)
            {
                var larger = new byte[Math.Max(Bytes.Length * 2, Length + bytes.Length)];
                Bytes.AsSpan(0, Length).CopyTo(larger);
                Bytes = larger;
            }

            bytes.CopyTo(Bytes.AsSpan(Length));
            Length += bytes.Length;
        }

        public void Forget(Random random)
        {
            switch (random.Next(3))
            {
                case 0:
                    Length = Durable;
                    break;
                case 1:
                    Length = random.Next(Durable, Length + 1);
                    break;
                default:
                    for (var at = Durable; at < Length; at += Sector)
                        if (random.Next(2) == 0) Bytes.AsSpan(at, Math.Min(Sector, Length - at)).Clear();
                    break;
            }

            Durable = Length;
        }
    }

    private sealed class Appending(MemorySegmentFiles files, Content content) : ISegmentFile
    {
        public void Append(ReadOnlySpan<byte> bytes)
        {
            files.OnChange("append");
            if (files.FailingWrites > 0)
            {
                files.FailingWrites--;
                content.Add(bytes[..(bytes.Length / 2)]);
                throw new IOException("The write failed.");
            }

            if (files.FreeBytes < bytes.Length) throw new IOException("No space left on device.");
            content.Add(bytes);
            files.OnChange("appended");
        }

        public void Flush()
        {
            files.Flushes++;
            if (files.FailingFlushes > 0)
            {
                files.FailingFlushes--;
                content.IsPoisoned = true;
                throw new IOException("The flush failed.");
            }

            if (!content.IsPoisoned) content.Durable = content.Length;
            files.OnChange("flushed");
        }

        public void Dispose()
        {
        }
    }
}
