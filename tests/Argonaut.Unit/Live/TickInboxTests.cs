using Argonaut.Domain.Data;
using Argonaut.Live.Ingestion;
using Xunit;

namespace Argonaut.Unit.Live;

/// <summary>When a reader that waits for ticks goes on, and where.</summary>
public class TickInboxTests
{
    [Fact]
    public void A_feed_that_tells_of_its_steps_wakes_the_reader_once_a_step_and_lends_it_its_thread()
    {
        var inbox = new TickInbox(8, wakesBySteps: true);
        var (read, threads) = (new List<int>(), new List<int>());
        var reading = ReadAsync(inbox, read, threads);
        for (var step = 0; step < 3; step++)
        {
            Assert.True(inbox.TryWrite(default));
            Assert.True(inbox.TryWrite(default));
            Assert.Equal(step, read.Count);
            inbox.Wake();
        }

        inbox.Wake();   // a step without ticks
        Assert.True(inbox.TryComplete());

        Assert.True(reading.IsCompletedSuccessfully);
        Assert.Equal([2, 2, 2, 0, 0], read);
        Assert.All(threads, t => Assert.Equal(Environment.CurrentManagedThreadId, t));
    }

    [Fact]
    public async Task Any_other_feed_wakes_it_with_a_tick_and_goes_on_itself()
    {
        var inbox = new TickInbox(8, wakesBySteps: false);
        var waiting = inbox.WaitAsync();
        Assert.False(waiting.IsCompleted);
        Assert.True(inbox.TryWrite(default));
        await waiting.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(inbox.TryRead(out _));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_came_before_the_wait_and_the_end_are_not_missed(bool wakesBySteps)
    {
        var inbox = new TickInbox(8, wakesBySteps);
        inbox.TryWrite(default);
        Assert.True(inbox.WaitAsync().IsCompleted);

        inbox.TryRead(out _);
        var waiting = inbox.WaitAsync();
        Assert.False(waiting.IsCompleted);
        Assert.False(inbox.IsEnded);
        inbox.TryComplete();
        Assert.True(waiting.IsCompleted);
        Assert.True(inbox.IsEnded);
        Assert.True(inbox.WaitAsync().IsCompleted);
    }

    [Fact]
    public async Task A_writer_without_room_wakes_the_reader_in_the_middle_of_a_step()
    {
        var inbox = new TickInbox(2, wakesBySteps: true);
        var (read, threads) = (new List<int>(), new List<int>());
        var reading = ReadAsync(inbox, read, threads);
        for (var i = 0; i < 7; i++) await inbox.WriteAsync(default, TestContext.Current.CancellationToken);
        inbox.TryComplete();
        await reading;
        Assert.Equal(7, read.Sum());
    }

    private static async Task ReadAsync(TickInbox inbox, List<int> read, List<int> threads)
    {
        while (!inbox.IsEnded)
        {
            await inbox.WaitAsync();
            threads.Add(Environment.CurrentManagedThreadId);
            var count = 0;
            while (inbox.TryRead(out MarketEvent _)) count++;
            read.Add(count);
        }
    }
}
