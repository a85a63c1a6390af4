using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Live.Storing;
using Argonaut.Tests.Shared;
using Xunit;

namespace Argonaut.Unit.Live;

/// <summary>When the next transaction is due.</summary>
public sealed class StoreQueueTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly ManualTimeProvider _time = new(RecorderHarness.Ten.ToDateTimeOffset());
    private readonly StoreQueue _queue;
    private long _sequence;

    public StoreQueueTests() => _queue = new StoreQueue(1_000, 5, 20, Interval, _time);

    [Fact]
    public void The_first_tick_after_a_pause_does_not_wait()
    {
        Assert.Null(_queue.TimeToFlush());
        Append(1);
        Assert.Equal(TimeSpan.Zero, _queue.TimeToFlush());
    }

    [Fact]
    public void The_next_tick_waits_until_the_interval_since_the_last_transaction_has_passed()
    {
        Append(1);
        _queue.Take();
        Append(1);
        Assert.Equal(Interval, _queue.TimeToFlush());
        _time.Advance(TimeSpan.FromMilliseconds(7));
        Assert.Equal(TimeSpan.FromMilliseconds(3), _queue.TimeToFlush());
        _time.Advance(TimeSpan.FromMilliseconds(7));
        Assert.Equal(TimeSpan.Zero, _queue.TimeToFlush());
    }

    [Fact]
    public void A_whole_load_does_not_wait()
    {
        Append(1);
        _queue.Take();
        Append(4);
        Assert.False(_queue.HasWholeLoad);
        Append(1);
        Assert.True(_queue.HasWholeLoad);
        Assert.Equal(TimeSpan.Zero, _queue.TimeToFlush());
    }

    [Fact]
    public void A_pulse_wakes_the_writer_when_the_interval_has_passed_and_not_before()
    {
        Append(1);
        _queue.Take();
        Append(1);
        _time.Advance(TimeSpan.FromMilliseconds(9));
        _queue.Pulse();
        Assert.False(IsDue());

        _time.Advance(TimeSpan.FromMilliseconds(1));
        _queue.Pulse();
        Assert.True(IsDue());
    }

    [Fact]
    public void The_first_thing_after_a_pause_wakes_the_writer_and_what_comes_within_the_interval_does_not()
    {
        Append(1);
        Assert.True(IsDue());
        _queue.Take();
        Assert.False(IsDue());
        Assert.Equal(Interval, _queue.Rest);

        _time.Advance(TimeSpan.FromMilliseconds(4));
        Append(1);
        Assert.False(IsDue());
        Assert.Equal(TimeSpan.FromMilliseconds(6), _queue.Rest);

        _queue.Take();
        _time.Advance(Interval);
        Assert.Equal(TimeSpan.Zero, _queue.Rest);
        Append(1);
        Assert.True(IsDue());
    }

    private bool IsDue()
    {
        using var enough = new CancellationTokenSource();
        var isSet = _queue.IsDue.WaitAsync(enough.Token).IsCompletedSuccessfully;
        enough.Cancel();
        return isSet;
    }

    private void Append(int ticks)
    {
        for (var i = 0; i < ticks; i++)
            _queue.Append(new MarketEvent(MarketEventKind.Trade, new InstrumentKey(1), 1, 1, 0, 0, TickFlags.None, RecorderHarness.Ten, RecorderHarness.Ten, 1, ++_sequence), []);
    }
}
