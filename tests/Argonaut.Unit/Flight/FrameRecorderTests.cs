using System.Buffers.Binary;
using Argonaut.Flight;
using Argonaut.Ports;
using Argonaut.Tests.Shared;
using Xunit;

namespace Argonaut.Unit.Flight;

public sealed class FrameRecorderTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Writing_allocates_nothing()
    {
        using var folder = new FlightFolder();
        await using var recorder = folder.NewRecorder(folder.Options with { BlockBytes = 8 << 20 });
        var entry = FlightFolder.Frame(1);
        recorder.Write(entry.Kind, entry.At, 1, entry.Body.Span);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 1_000; i++) recorder.Write(entry.Kind, entry.At, 1, entry.Body.Span);
        }));
    }

    [Fact]
    public async Task What_finds_no_free_block_is_counted_and_told_in_its_place()
    {
        using var folder = new FlightFolder();
        var recorder = folder.NewRecorder(folder.Options with { Blocks = 1, BlockBytes = 4_096 });
        var written = 0;
        // The only block is on its way to the disk: the next entry has no place, whatever the disk does.
        for (; recorder.Status.Lost == 0; written++) Write(recorder, written);
        await recorder.FlushAsync(Ct);
        Write(recorder, written++);
        await recorder.DisposeAsync();

        var entries = folder.ReadAll();
        var loss = Assert.Single(entries, e => e.Kind == FrameEntryKind.Loss);
        var lost = BinaryPrimitives.ReadInt64LittleEndian(loss.Body.Span);
        Assert.Equal((recorder.Status.Lost, (long)written), (lost, lost + entries.Count - 1));
        Assert.Equal(FlightFolder.Text(FlightFolder.Frame(written - 1)), FlightFolder.Text(entries[^1]));
        Assert.Equal(FrameEntryKind.Loss, entries[^2].Kind);
    }

    [Fact]
    public async Task A_picture_is_wanted_after_a_loss()
    {
        using var folder = new FlightFolder();
        await using var recorder = folder.NewRecorder(folder.Options with { Blocks = 1, BlockBytes = 4_096 });
        Assert.False(recorder.WantsPicture);
        for (var n = 0; recorder.Status.Lost == 0; n++) Write(recorder, n);
        await recorder.FlushAsync(Ct);
        Write(recorder, 1);
        Assert.True(recorder.WantsPicture);
    }

    [Fact]
    public async Task A_disk_that_takes_nothing_stops_nobody_and_is_shown()
    {
        using var folder = new FlightFolder();
        File.WriteAllText(folder.Path, "a file where the folder should be");
        await using var recorder = folder.NewRecorder();
        Write(recorder, 1);
        await recorder.FlushAsync(Ct);
        Assert.Equal(1, recorder.Status.Lost);
        Assert.Contains(folder.Path, recorder.Status.Problem, StringComparison.Ordinal);
    }

    private static void Write(FrameRecorder recorder, int n)
    {
        var entry = FlightFolder.Frame(n);
        recorder.Write(entry.Kind, entry.At, entry.Connection, entry.Body.Span);
    }
}
