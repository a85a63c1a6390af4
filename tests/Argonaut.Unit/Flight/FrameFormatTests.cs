using Argonaut.Domain;
using Argonaut.Flight;
using Argonaut.Ports;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Unit.Flight;

public sealed class FrameFormatTests
{
    [Fact]
    public void The_checksum_is_Castagnolis() => Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    [InlineData(63L)]
    [InlineData(-64L)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Signed_numbers_survive(long value)
    {
        Span<byte> bytes = stackalloc byte[Varint.MaxBytes];
        ReadOnlySpan<byte> rest = bytes[..Varint.WriteSigned(bytes, value)];
        Assert.True(Varint.TryReadSigned(ref rest, out var read));
        Assert.Equal((value, 0), (read, rest.Length));
    }

    [Fact]
    public void What_is_written_is_read_in_its_order() => Prop.ForAll<(byte Kind, int After, byte Connection, byte[]? Body)[]>(drawn =>
    {
        using var folder = new FlightFolder();
        var at = FlightFolder.Start;
        var entries = drawn.Select(d => new FrameEntry(
            (FrameEntryKind)(1 + d.Kind % 9), at += d.After, d.Connection, d.Body ?? [])).ToList();
        if (entries.Count == 0) return true;
        folder.RecordAsync([entries]).GetAwaiter().GetResult();
        return folder.ReadAll().Select(FlightFolder.Text).SequenceEqual(entries.Select(FlightFolder.Text));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Fact]
    public async Task A_file_that_is_torn_at_any_byte_gives_the_blocks_before_the_tear()
    {
        using var folder = new FlightFolder();
        var blocks = Enumerable.Range(0, 4).Select(b => Enumerable.Range(b * 30, 30).Select(n => FlightFolder.Frame(n)).ToList()).ToList();
        await folder.RecordAsync(blocks);
        var (path, whole) = (folder.Files.Single(), File.ReadAllBytes(folder.Files.Single()));
        var ends = BlockEnds(whole);
        Assert.Equal(4, ends.Count);
        var head = ends[0].Start;

        for (var length = head; length <= whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            using var reader = new FrameReader(folder.Path);
            var read = FlightFolder.ReadAll(reader);
            var isWhole = ends.Count(e => e.End <= length);
            Assert.Equal(blocks.Take(isWhole).SelectMany(b => b).Select(FlightFolder.Text), read.Select(FlightFolder.Text));
            Assert.Equal(length - (isWhole == 0 ? head : ends[isWhole - 1].End), reader.TornBytes);
        }
    }

    [Fact]
    public async Task A_flipped_byte_costs_its_block_and_is_told()
    {
        using var folder = new FlightFolder();
        var blocks = Enumerable.Range(0, 3).Select(b => Enumerable.Range(b * 20, 20).Select(n => FlightFolder.Frame(n)).ToList()).ToList();
        await folder.RecordAsync(blocks);
        var (path, whole) = (folder.Files.Single(), File.ReadAllBytes(folder.Files.Single()));
        var ends = BlockEnds(whole);

        for (var at = ends[0].Start; at < whole.Length; at++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x40;
            File.WriteAllBytes(path, damaged);
            using var reader = new FrameReader(folder.Path);
            var read = FlightFolder.ReadAll(reader);
            var hit = ends.FindIndex(e => at < e.End);
            var expected = blocks.Where((_, b) => b != hit).SelectMany(b => b).Select(FlightFolder.Text);
            Assert.Equal(expected, read.Where(e => e.Kind != FrameEntryKind.Loss).Select(FlightFolder.Text));
            // Behind the last block nothing follows that could tell of it, but the counters do.
            Assert.Equal(hit < 2 ? 1 : 0, read.Count(e => e.Kind == FrameEntryKind.Loss));
            Assert.True(reader.Damaged > 0 || reader.TornBytes > 0, $"byte {at}");
        }
    }

    [Fact]
    public async Task A_damaged_head_and_a_foreign_file_are_refused_with_their_name()
    {
        using var folder = new FlightFolder();
        await folder.RecordAsync([[FlightFolder.Frame(1)]]);
        var path = folder.Files.Single();
        var whole = File.ReadAllBytes(path);
        for (var at = 0; at < BlockEnds(whole)[0].Start; at++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x20;
            File.WriteAllBytes(path, damaged);
            var e = Assert.Throws<FrameFormatException>(() => new FrameReader(path));
            Assert.Contains(path, e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_frame_larger_than_a_block_is_kept_whole()
    {
        using var folder = new FlightFolder();
        var large = new FrameEntry(FrameEntryKind.Received, FlightFolder.Start, 1, new byte[3 << 20]);
        await folder.RecordAsync([[FlightFolder.Frame(0), large, FlightFolder.Frame(2)]]);
        Assert.Equal([1, 3 << 20, 1], folder.ReadAll().Select(e => e.Body.Length > 1_000 ? e.Body.Length : 1));
    }

    [Fact]
    public async Task Files_beyond_the_bound_go_the_oldest_first()
    {
        using var folder = new FlightFolder();
        var options = folder.Options with { MaxBytes = 3 << 20 };
        var random = new Random(1);
        // Files end where somebody gives a picture: here after each block of about a third of a file.
        var blocks = Enumerable.Range(0, 40).Select(b => (FrameEntry[])
        [
            new FrameEntry(FrameEntryKind.Picture, FlightFolder.Start + b * UnixNanos.PerSecond, 1, new byte[] { (byte)b }),
            new FrameEntry(FrameEntryKind.Received, FlightFolder.Start + b * UnixNanos.PerSecond + 1, 1, Noise(random, 350 << 10)),
        ]).ToList();
        var status = await folder.RecordAsync(blocks, options);

        Assert.InRange(folder.Files.Sum(f => new FileInfo(f).Length), 1 << 20, options.MaxBytes);
        Assert.Equal(folder.Files.Sum(f => new FileInfo(f).Length), status.Bytes);
        var kept = folder.ReadAll();
        Assert.Equal(FrameEntryKind.Picture, kept[0].Kind);
        Assert.Equal(blocks.SelectMany(b => b).TakeLast(kept.Count).Select(FlightFolder.Text), kept.Select(FlightFolder.Text));
        Assert.Equal((kept[0].At, kept[^1].At), (status.First, status.Last));
    }

    [Fact]
    public async Task Files_beyond_the_age_go()
    {
        using var folder = new FlightFolder();
        var options = folder.Options with { MaxAge = TimeSpan.FromHours(2), SegmentTime = TimeSpan.FromMinutes(15) };
        var blocks = Enumerable.Range(0, 40).Select(b => (FrameEntry[])
            [new FrameEntry(FrameEntryKind.Picture, FlightFolder.Start + b * 15 * UnixNanos.PerMinute, 1, new byte[] { (byte)b }), FlightFolder.Frame(0)
                with { At = FlightFolder.Start + b * 15 * UnixNanos.PerMinute + 14 * UnixNanos.PerMinute }]).ToList();
        await folder.RecordAsync(blocks, options);
        var kept = folder.ReadAll();
        Assert.InRange(kept[^1].At - kept[0].At, 2 * UnixNanos.PerHour - 15 * UnixNanos.PerMinute, 2 * UnixNanos.PerHour + 45 * UnixNanos.PerMinute);
    }

    [Fact]
    public async Task Another_process_goes_on_behind_the_files_of_the_one_before()
    {
        using var folder = new FlightFolder();
        await folder.RecordAsync([[FlightFolder.Frame(1)]]);
        await folder.RecordAsync([[FlightFolder.Frame(2)]]);
        Assert.Equal(2, folder.Files.Count);
        Assert.Equal([FlightFolder.Text(FlightFolder.Frame(1)), FlightFolder.Text(FlightFolder.Frame(2))], folder.ReadAll().Select(FlightFolder.Text));
    }

    [Fact]
    public async Task A_file_that_is_missing_in_the_middle_is_a_hole()
    {
        using var folder = new FlightFolder();
        for (var n = 0; n < 3; n++) await folder.RecordAsync([[FlightFolder.Frame(n)]]);
        File.Delete(folder.Files[1]);
        Assert.Equal([FrameEntryKind.Received, FrameEntryKind.Loss, FrameEntryKind.Received], folder.ReadAll().Select(e => e.Kind));
    }

    private static byte[] Noise(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Where the blocks of a file begin and end, found by their heads.</summary>
    private static List<(int Start, int End)> BlockEnds(byte[] file)
    {
        List<(int, int)> found = [];
        var at = file.AsSpan().IndexOf(BlockHead.Magic);
        while (at < file.Length && BlockHead.TryRead(file.AsSpan(at), out var head))
        {
            found.Add((at, at + BlockHead.Size + head.StoredLength));
            at = found[^1].Item2;
        }

        return found;
    }
}
