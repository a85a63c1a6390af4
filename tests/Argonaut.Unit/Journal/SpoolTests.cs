using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Journal.Files;
using Argonaut.Journal.Frames;
using Argonaut.Journal.Spool;
using Argonaut.Ports;
using Argonaut.Tests.Shared;
using Argonaut.Unit.Live;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Unit.Journal;

public sealed class SpoolTests
{
    private readonly ManualTimeProvider _time = new(RecorderHarness.Ten.ToDateTimeOffset());
    private readonly MemorySegmentFiles _files = new();
    private readonly SpoolOptions _options = new() { MaxDiskShare = 1 };

    [Fact]
    public void The_checksum_is_that_of_the_standard() => Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));

    [Fact]
    public void What_was_appended_is_read_back_bit_for_bit_also_by_the_next_process()
    {
        var bar = new Bar(new InstrumentKey(3), Timeframe.Minute1, new UnixNanos(60), 1, 4, -1, 2, 9, null, Int128.MaxValue, new UnixNanos(61), new UnixNanos(62), BarSource.BrokerHistory, true, 7);
        var gap = new Gap(0, 0, null, MarketEventKind.Quote, new UnixNanos(5), new UnixNanos(9), 3, null, "storage", "IB", GapState.Open, "Größe ✓");
        var batch = Batch(1, 3) with
        {
            Quotes = new[] { new MarketEvent(MarketEventKind.Quote, new InstrumentKey(2), -1, long.MaxValue, 3, long.MinValue, (TickFlags)511, new UnixNanos(1), new UnixNanos(2), 0, 1) },
            Bars = [bar, bar with { TradeCount = 5, Notional = null }],
            BookDeltas = new[] { new MarketEvent(MarketEventKind.BookDelta, new InstrumentKey(2), long.MinValue, 7, 0, 0, (TickFlags)short.MinValue, new UnixNanos(3), new UnixNanos(4), 0, 9) },
            Gaps = [gap],
        };
        var spool = Open();
        Assert.Equal(1, spool.Append("IB", batch));

        foreach (var one in new[] { spool, Reopen(spool) })
        {
            var read = one.Next(0)!;
            Assert.Equal(("IB", 1L, new TickTotals(3, 1, 1)), (read.Source, read.Index, read.Total));
            Assert.Equal(batch.Trades.ToArray(), read.Batch.Trades.ToArray());
            Assert.Equal(batch.Quotes.ToArray(), read.Batch.Quotes.ToArray());
            Assert.Equal(batch.BookDeltas.ToArray(), read.Batch.BookDeltas.ToArray());
            Assert.Equal(batch.Bars, read.Batch.Bars);
            Assert.Equal(batch.Gaps, read.Batch.Gaps);
            Assert.Null(one.Next(1));
        }
    }

    [Fact]
    public void F_107_A_torn_frame_is_cut_at_every_byte_and_what_was_acknowledged_stays()
    {
        Open().Append("IB", Batch(1, 2));
        var acknowledged = _files.LengthOf(Segment.NameOf(1));
        using (var spool = Reopen(null)) spool.Append("IB", Batch(3, 2));
        var whole = _files.Copy(Segment.NameOf(2));
        Assert.True(whole.Length > SegmentHeader.Bytes + 20);

        for (var length = SegmentHeader.Bytes; length < whole.Length; length++)
        {
            var files = new MemorySegmentFiles();
            Write(files, Segment.NameOf(1), _files.Copy(Segment.NameOf(1)));
            Write(files, Segment.NameOf(2), whole[..length]);
            new SpoolManifest(1, 2).Save(files);

            using var after = FileTickSpool.Open(files, _options, _time, NullLogger.Instance);

            Assert.Equal((1L, 2L), (after.Status.LastIndex, after.Status.WaitingTicks));
            Assert.Empty(after.Status.Damages);
            Assert.Equal(SegmentHeader.Bytes, files.LengthOf(Segment.NameOf(2)));
            Assert.Equal(acknowledged, files.LengthOf(Segment.NameOf(1)));
            Assert.Equal(2, after.Append("IB", Batch(3, 2)));
        }
    }

    [Fact]
    public void F_618_Every_changed_byte_of_a_frame_in_the_middle_is_named_and_the_rest_is_used()
    {
        using (var spool = Open())
            for (var i = 0; i < 3; i++) spool.Append("IB", Batch(1 + i, 1));
        var name = Segment.NameOf(1);
        var size = (_files.LengthOf(name) - SegmentHeader.Bytes) / 3;

        for (var offset = SegmentHeader.Bytes + size; offset < SegmentHeader.Bytes + 2 * size; offset++)
        {
            _files.Flip(name, offset);
            var after = Reopen(null);

            var damage = Assert.Single(after.Status.Damages);
            Assert.Equal((name, SegmentHeader.Bytes + size), (damage.File, damage.Offset));
            Assert.Equal([1L, 3L], ReadAll(after).Select(b => b.Index));
            _files.Flip(name, offset);
        }
    }

    [Fact]
    public void F_618_A_file_that_somebody_deleted_is_missed_wherever_it_stood()
    {
        for (var deleted = 1; deleted <= 3; deleted++)
        {
            var files = new MemorySegmentFiles();
            using (var spool = FileTickSpool.Open(files, _options with { SegmentBytes = 1 }, _time, NullLogger.Instance))
                for (var i = 0; i < 3; i++) spool.Append("IB", Batch(1 + i, 1));
            files.Delete(Segment.NameOf(deleted));

            using var after = FileTickSpool.Open(files, _options, _time, NullLogger.Instance);

            Assert.Equal(Segment.NameOf(deleted), Assert.Single(after.Status.Damages).File);
            Assert.Equal(2, ReadAll(after).Count);
        }
    }

    [Fact]
    public void F_618_A_file_that_somebody_cut_and_a_lost_list_are_named()
    {
        using (var spool = FileTickSpool.Open(_files, _options with { SegmentBytes = 1 }, _time, NullLogger.Instance))
            for (var i = 0; i < 2; i++) spool.Append("IB", Batch(1 + i, 1));
        _files.Cut(Segment.NameOf(1), _files.LengthOf(Segment.NameOf(1)) - 3);
        _files.Delete(SpoolManifest.Name);

        Assert.Equal([SpoolManifest.Name, Segment.NameOf(1), Segment.NameOf(1)], Reopen(null).Status.Damages.Select(d => d.File));
    }

    [Fact]
    public void F_908_After_a_failed_flush_the_file_is_never_used_again()
    {
        using var spool = Open();
        spool.Append("IB", Batch(1, 1));
        _files.FailingFlushes = 1;
        spool.Append("IB", Batch(2, 1));

        _files.Crash(new Random(1));

        Assert.Equal([1L, 2L], ReadAll(Reopen(null)).Select(b => b.Batch.Trades.Span[0].Sequence));
        Assert.Equal([Segment.NameOf(1), Segment.NameOf(2)], _files.List().Where(n => Segment.NumberOf(n) is not null));
    }

    [Fact]
    public void A_disk_that_fails_twice_acknowledges_nothing_and_says_so_until_it_works()
    {
        using var spool = Open();
        _files.FailingWrites = 2;

        Assert.Throws<SpoolUnavailableException>(() => spool.Append("IB", Batch(1, 1)));

        Assert.Contains("cannot be written", spool.Status.Problem, StringComparison.Ordinal);
        _files.FailingWrites = 0;
        Assert.Equal(1, spool.Append("IB", Batch(1, 1)));
        Assert.Null(spool.Status.Problem);
        Assert.Single(ReadAll(Reopen(spool)));
    }

    [Fact]
    public void F_204_A_full_spool_refuses_and_deletes_nothing()
    {
        using var spool = FileTickSpool.Open(_files, _options with { MaxBytes = 2_000, SegmentBytes = 500 }, _time, NullLogger.Instance);
        var taken = 0;
        SpoolUnavailableException? refused = null;
        for (; refused is null; taken++) refused = Refusal(spool, 1 + taken * 2);
        taken--;

        Assert.Contains("is full", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ARGONAUT_SPOOL__MAX_BYTES", refused.Message, StringComparison.Ordinal);
        Assert.Equal(taken, ReadAll(spool).Count);
        Assert.InRange(spool.Status.Bytes, 1_500, 2_000);

        // The store came back: an hour later there is room again.
        spool.MarkStored(ReadAll(spool)[^1]);
        _time.Advance(TimeSpan.FromHours(1));
        spool.Trim();
        spool.Append("IB", Batch(1_000, 2));
    }

    [Fact]
    public void F_204_The_disk_is_never_filled_beyond_its_share()
    {
        _files.Capacity = 10_000;
        using var spool = FileTickSpool.Open(_files, new SpoolOptions { MaxDiskShare = 0.8, SegmentBytes = 500 }, _time, NullLogger.Instance);

        for (var i = 0; Refusal(spool, 1 + i * 2) is null;) i++;

        Assert.InRange(_files.FreeBytes, 1_500, 2_600);
    }

    [Fact]
    public void F_210_What_is_stored_is_kept_for_an_hour_and_then_dropped()
    {
        using var spool = FileTickSpool.Open(_files, _options with { SegmentBytes = 1 }, _time, NullLogger.Instance);
        for (var i = 0; i < 3; i++) spool.Append("IB", Batch(1 + i, 1));
        spool.MarkStored(spool.Next(1)!);
        Assert.Equal((2L, 1L), (spool.Status.StoredIndex, spool.Status.WaitingTicks));

        _time.Advance(TimeSpan.FromMinutes(59));
        spool.Trim();
        Assert.Equal([1L, 2L, 3L], ReadAll(spool).Select(b => b.Index));

        _time.Advance(TimeSpan.FromMinutes(1));
        spool.Trim();
        Assert.Equal([3L], ReadAll(spool).Select(b => b.Index));
        var next = Reopen(spool);
        Assert.Equal((2L, 3L, 1L), (next.Status.StoredIndex, next.Status.LastIndex, next.Status.WaitingTicks));
        Assert.Empty(next.Status.Damages);
        Assert.Equal(4, next.Append("IB", Batch(4, 1)));
    }

    [Fact]
    public void What_waits_is_counted_by_kind_also_by_the_next_process()
    {
        using (var spool = Open())
        {
            spool.Append("IB", Batch(1, 2) with { Quotes = Ticks(MarketEventKind.Quote, 1), BookDeltas = Ticks(MarketEventKind.BookDelta, 3) });
            spool.Append("IB", Batch(3, 1) with { BookDeltas = Ticks(MarketEventKind.BookDelta, 4) });
            Assert.Equal(new TickTotals(3, 1, 7), spool.Status.Waiting);
            spool.MarkStored(spool.Next(0)!);
        }

        var after = Reopen(null).Status;
        Assert.Equal((new TickTotals(1, 0, 4), 5L), (after.Waiting, after.WaitingTicks));
    }

    [Fact]
    public void A_spool_of_the_first_version_which_had_no_book_deltas_is_read_and_goes_on()
    {
        Open().Dispose();
        var file = _files.Create(Segment.NameOf(1));
        var header = new byte[SegmentHeader.Bytes];
        new SegmentHeader(1, 0).Write(header);
        file.Append(header);
        file.Append(FirstVersion.Batch(index: 1, totalTrades: 1));
        file.Append(FirstVersion.Mark(index: 1, totalTrades: 1));
        file.Append(FirstVersion.Batch(index: 2, totalTrades: 2));
        file.Flush();

        using var spool = Open();
        Assert.Equal((1L, 2L, new TickTotals(1, 0, 0)), (spool.Status.StoredIndex, spool.Status.LastIndex, spool.Status.Waiting));
        spool.Append("IB", new StoreBatch { BookDeltas = Ticks(MarketEventKind.BookDelta, 2) });
        Assert.Equal(new TickTotals(1, 0, 2), spool.Status.Waiting);

        var read = ReadAll(spool);
        Assert.Equal([1L, 2L, 3L], read.Select(b => b.Index));
        var trade = Assert.Single(read[1].Batch.Trades.ToArray());
        Assert.Equal((MarketEventKind.Trade, 2L, 100L, 5L), (trade.Kind, trade.Sequence, trade.A, trade.B));
        Assert.Equal((0, "feed"), (read[1].Batch.BookDeltas.Length, Assert.Single(read[1].Batch.Gaps).Reason));
    }

    [Fact]
    public void A_batch_of_a_later_version_is_refused_and_not_read_wrongly()
    {
        Open().Append("IB", Batch(1, 1));
        var writer = new PayloadWriter();
        writer.Begin();
        writer.Byte(3);
        var files = new MemorySegmentFiles();
        Write(files, Segment.NameOf(1), [.. _files.Copy(Segment.NameOf(1)), .. writer.End(FrameType.Batch)]);

        var refused = Assert.Throws<SpoolUnavailableException>(() => FileTickSpool.Open(files, _options, _time, NullLogger.Instance));
        Assert.Contains("another version", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mark_that_outlived_its_batches_does_not_cover_later_ones()
    {
        using (var spool = FileTickSpool.Open(_files, _options with { SegmentBytes = 1 }, _time, NullLogger.Instance))
        {
            for (var i = 0; i < 3; i++) spool.Append("IB", Batch(1 + i, 1));
            spool.MarkStored(ReadAll(spool)[^1]);
            _time.Advance(TimeSpan.FromHours(2));
            spool.Trim();
        }

        using (var spool = Open()) Assert.Equal(4, spool.Append("IB", Batch(4, 1)));

        using var last = Open();
        Assert.Equal((3L, 4L, 1L), (last.Status.StoredIndex, last.Status.LastIndex, last.Status.WaitingTicks));
    }

    [Fact]
    public void The_notes_of_a_recorder_are_read_back_as_they_were()
    {
        var notes = new RecorderNotes([RecorderHarness.Aapl with { Key = new InstrumentKey(7), PriceBands = [new(Price.Parse("0"), Price.Parse("0.0001"))] }], [new Recording(new InstrumentKey(7), KindSet.Ticks)]);
        using var spool = Open();
        Assert.Null(spool.LoadNotes());
        spool.SaveNotes(notes);

        var read = Reopen(spool).LoadNotes()!;

        Assert.Equal(notes.Recorded, read.Recorded);
        Assert.Equal(notes.Instruments[0].PriceBands, read.Instruments[0].PriceBands);
        Assert.Equal(notes.Instruments[0] with { PriceBands = [] }, read.Instruments[0] with { PriceBands = [] });
    }

    [Theory]
    [InlineData("""{"instruments":[],"recorded":[7,9]}""", true)]
    [InlineData("""{"version":3,"instruments":[],"recorded":[]}""", false)]
    [InlineData("[]", false)]
    [InlineData("""{"version":2,"instr""", false)]
    public void Notes_of_the_first_version_mean_trades_and_quotes_and_what_cannot_be_read_is_as_if_nothing_was_noted(string text, bool isRead)
    {
        Write(_files, NotesFile.Name, System.Text.Encoding.UTF8.GetBytes(text));

        var notes = Open().LoadNotes();

        Assert.Equal(isRead, notes is not null);
        if (isRead) Assert.Equal([new Recording(new InstrumentKey(7), KindSet.TradesAndQuotes), new Recording(new InstrumentKey(9), KindSet.TradesAndQuotes)], notes!.Recorded);
    }

    [Fact]
    public void F_116_Whatever_a_crash_does_to_unflushed_bytes_acknowledged_batches_are_there_in_order() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(), seed => Assert.Null(CrashAgainAndAgain(seed))).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void A_folder_on_the_disk_works_as_the_one_in_memory_and_has_one_owner()
    {
        var folder = Directory.CreateTempSubdirectory("argonaut-spool-").FullName;
        try
        {
            for (var run = 0; run < 2; run++)
            {
                using var spool = FileTickSpool.Open(DiskSegmentFiles.Open(folder), new SpoolOptions { SegmentBytes = 200 }, _time, NullLogger.Instance);
                for (var i = 0; i < 5; i++) spool.Append("IB", Batch(1 + run * 5 + i, 1));
                spool.MarkStored(spool.Next(2)!);
                spool.SaveNotes(new RecorderNotes([], []));
                Assert.Equal(Enumerable.Range(1, 5 + run * 5).Select(i => (long)i), ReadAll(spool).Select(b => b.Index));
                Assert.Contains("cannot be used", Assert.Throws<SpoolUnavailableException>(() => DiskSegmentFiles.Open(folder)).Message, StringComparison.Ordinal);
            }

            _time.Advance(TimeSpan.FromHours(2));
            using var last = FileTickSpool.Open(DiskSegmentFiles.Open(folder), new SpoolOptions(), _time, NullLogger.Instance);
            last.MarkStored(ReadAll(last)[^1]);
            _time.Advance(TimeSpan.FromHours(2));
            last.Trim();
            Assert.True(last.Status.Bytes < 200);
            Assert.Empty(last.Status.Damages);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Four lives of a process on one disk; what went wrong, or null.</summary>
    private string? CrashAgainAndAgain(int seed)
    {
        var random = new Random(seed);
        var files = new MemorySegmentFiles();
        var (given, acknowledged, stored) = (0L, new List<long>(), 0L);
        for (var run = 0; run < 4; run++)
        {
            var budget = random.Next(2, 40);
            files.OnChange = _ =>
            {
                if (budget-- == 0) throw new CrashException();
            };
            try
            {
                using var spool = FileTickSpool.Open(files, _options with { SegmentBytes = 300 }, _time, NullLogger.Instance);
                for (var i = 0; i < 12; i++)
                {
                    if (random.Next(4) == 0) files.FailingFlushes = 1;
                    if (random.Next(4) == 0) files.FailingWrites = random.Next(1, 3);
                    if (Refusal(spool, ++given, 1) is null) acknowledged.Add(given);
                    if (random.Next(3) != 0 || spool.Next(spool.Status.StoredIndex) is not { } next) continue;
                    spool.MarkStored(next);
                    stored = next.Batch.Trades.Span[0].Sequence;
                    _time.Advance(TimeSpan.FromMinutes(20));
                }
            }
            catch (CrashException)
            {
                // The machine has stopped.
            }

            files.OnChange = _ => { };
            (files.FailingFlushes, files.FailingWrites) = (0, 0);
            files.Crash(random);
            using var after = FileTickSpool.Open(files, _options with { SegmentBytes = 300 }, _time, NullLogger.Instance);
            var found = ReadAll(after).Select(b => b.Batch.Trades.Span[0].Sequence).ToList();
            if (after.Status.Damages.Length > 0) return $"run {run}: {string.Join(' ', after.Status.Damages)}";
            if (!found.Order().Distinct().SequenceEqual(found)) return $"run {run}: found {string.Join(' ', found)}";
            if (acknowledged.Where(a => a > stored && !found.Contains(a)).ToList() is { Count: > 0 } lost) return $"run {run}: lost {string.Join(' ', lost)}";
        }

        return null;
    }

    /// <summary>Why a batch was not taken; null when it was.</summary>
    private static SpoolUnavailableException? Refusal(FileTickSpool spool, long first, int trades = 2)
    {
        try
        {
            spool.Append("IB", Batch(first, trades));
            return null;
        }
        catch (SpoolUnavailableException e)
        {
            return e;
        }
    }

    private static List<SpooledBatch> ReadAll(FileTickSpool spool)
    {
        var all = new List<SpooledBatch>();
        for (var after = 0L; spool.Next(after) is { } next; after = next.Index) all.Add(next);
        return all;
    }

    private static void Write(MemorySegmentFiles files, string name, byte[] bytes)
    {
        var file = files.Create(name);
        file.Append(bytes);
        file.Flush();
    }

    private static StoreBatch Batch(long first, int trades) => new()
    {
        Trades = Enumerable.Range(0, trades).Select(i => new MarketEvent(
            MarketEventKind.Trade, new InstrumentKey(1), 100 + i, 5, 0, 0, TickFlags.Buyer, RecorderHarness.Ten, RecorderHarness.Ten + first + i, 0, first + i)).ToArray(),
    };

    private static MarketEvent[] Ticks(MarketEventKind kind, int count) =>
        [.. Enumerable.Range(1, count).Select(i => new MarketEvent(kind, new InstrumentKey(1), 100, 5, 0, 0, TickFlags.None, RecorderHarness.Ten, RecorderHarness.Ten, 0, i))];

    private FileTickSpool Open() => FileTickSpool.Open(_files, _options, _time, NullLogger.Instance);

    private FileTickSpool Reopen(FileTickSpool? before)
    {
        before?.Dispose();
        return Open();
    }

    private sealed class CrashException : Exception;
}
