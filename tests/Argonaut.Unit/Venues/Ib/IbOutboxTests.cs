using Argonaut.Tests.Shared;
using Argonaut.Venues.Ib;
using Argonaut.Venues.Ib.Session;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Unit.Venues.Ib;

public sealed class IbOutboxTests
{
    private const int PerSecond = 9;   // two of them kept for urgent messages

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2026, 11, 20, 14, 30, 0, TimeSpan.Zero));

    [Fact]
    public void F_311_No_sequence_of_messages_ever_breaks_a_rule_of_the_rate() => Prop.ForAll(Steps(), steps =>
    {
        var sent = Run(steps);
        return sent.All(m => sent.Count(o => o.At >= m.At && o.At < m.At + Second) <= PerSecond
            && sent.Count(o => !o.IsUrgent && o.At >= m.At && o.At < m.At + Second) <= PerSecond - 2);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Everything_that_was_posted_is_sent_once_and_in_the_order_of_its_lane() => Prop.ForAll(Steps(), steps =>
    {
        var sent = Run(steps);
        return sent.Count == steps.Sum(s => s.Count)
            && sent.GroupBy(m => m.Lane).All(lane => lane.Select(m => m.Number).SequenceEqual(lane.Select(m => m.Number).Order()));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void F_311_A_message_is_passed_by_lower_ones_only_when_those_are_overdue() => Prop.ForAll(Steps(), steps =>
    {
        var sent = Run(steps);
        return sent.Index().All(p => sent.Take(p.Index).All(earlier =>
            earlier.Lane <= p.Item.Lane || earlier.PostedWhenSent <= p.Item.Number || earlier.At - earlier.PostedAt >= IbOutbox.Patience));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void F_311_With_the_settings_of_the_product_cancels_go_before_orders_subscriptions_and_history_and_no_second_holds_fifty()
    {
        var outbox = new IbOutbox(10_000, new MessagePacer(new IbOptions().MessagesPerSecond));
        IbLane[] worstFirst = [IbLane.History, IbLane.Subscribe, IbLane.Order, IbLane.Cancel];
        foreach (var lane in worstFirst)
            for (var i = 0; i < 60; i++) outbox.TryPost(lane, [(byte)lane], TimeSpan.Zero);
        var sent = new List<(IbLane Lane, TimeSpan At)>();
        var now = TimeSpan.Zero;
        while (sent.Count < 240)
        {
            if (outbox.TryTake(now, out var frame, out var wait)) sent.Add(((IbLane)frame[0], now));
            else now += wait;
        }

        // In the seconds before data is overdue, which goes first then.
        var early = sent.Where(m => m.At < IbOutbox.Patience).Select(m => m.Lane).ToList();
        Assert.Equal(early.Order(), early);
        Assert.Equal([IbLane.Cancel, IbLane.Order, IbLane.Subscribe], early.Distinct().Take(3));
        Assert.All(sent, m => Assert.InRange(sent.Count(o => o.At >= m.At && o.At < m.At + Second), 1, 49));
    }

    [Fact]
    public void Data_is_sent_while_more_orders_wait_than_may_be_sent()
    {
        var outbox = NewOutbox();
        var now = TimeSpan.Zero;
        for (var i = 0; i < 100; i++) outbox.TryPost(IbLane.Order, [1], now);
        outbox.TryPost(IbLane.History, [255], now);
        var sentAt = TimeSpan.Zero;
        for (var tick = 0; tick < 200; tick++, now += TimeSpan.FromMilliseconds(50))
        {
            outbox.TryPost(IbLane.Order, [1], now);
            while (outbox.TryTake(now, out var frame, out _))
                if (frame[0] == 255) sentAt = now;
        }

        Assert.InRange(sentAt, IbOutbox.Patience, IbOutbox.Patience + Second);
    }

    [Fact]
    public void An_order_finds_its_share_free_while_subscriptions_use_all_of_theirs()
    {
        var outbox = NewOutbox();
        for (var i = 0; i < 50; i++) outbox.TryPost(IbLane.Subscribe, [1], TimeSpan.Zero);
        while (outbox.TryTake(TimeSpan.Zero, out _, out _)) { }
        outbox.TryPost(IbLane.Cancel, [2], TimeSpan.Zero);
        outbox.TryPost(IbLane.Order, [3], TimeSpan.Zero);
        Assert.True(outbox.TryTake(TimeSpan.Zero, out var first, out _));
        Assert.True(outbox.TryTake(TimeSpan.Zero, out var second, out _));
        Assert.Equal([2, 3], [first[0], second[0]]);
    }

    [Fact]
    public void A_message_passes_after_exactly_the_wait_that_was_named()
    {
        var outbox = NewOutbox();
        for (var i = 0; i < 8; i++) outbox.TryPost(IbLane.Subscribe, [1], TimeSpan.Zero);
        for (var i = 0; i < 7; i++) Assert.True(outbox.TryTake(TimeSpan.Zero, out _, out _));
        Assert.False(outbox.TryTake(TimeSpan.FromSeconds(0.4), out _, out var wait));
        Assert.Equal(600, wait.TotalMilliseconds);
        Assert.False(outbox.TryTake(TimeSpan.FromSeconds(0.9999), out _, out _));
        Assert.True(outbox.TryTake(Second, out _, out _));
    }

    [Fact]
    public void F_311_After_a_rate_violation_half_as_many_pass_until_the_minute_is_over()
    {
        var outbox = NewOutbox();
        for (var i = 0; i < 100; i++) outbox.TryPost(IbLane.Order, [1], TimeSpan.Zero);
        outbox.SlowDownUntil(TimeSpan.FromSeconds(60));
        Assert.Equal(PerSecond / 2, TakeAll(outbox, Second));
        Assert.Equal(PerSecond / 2, TakeAll(outbox, Second * 2));
        Assert.Equal(PerSecond / 2, TakeAll(outbox, TimeSpan.FromSeconds(59.5)));
        Assert.False(outbox.TryTake(TimeSpan.FromSeconds(59.6), out _, out var wait));
        Assert.Equal(400, wait.TotalMilliseconds, 6);
        Assert.Equal(PerSecond - PerSecond / 2, TakeAll(outbox, TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void A_full_outbox_refuses()
    {
        var outbox = new IbOutbox(2, new MessagePacer(PerSecond));
        Assert.True(outbox.TryPost(IbLane.History, [1], TimeSpan.Zero));
        Assert.True(outbox.TryPost(IbLane.Cancel, [1], TimeSpan.Zero));
        Assert.False(outbox.TryPost(IbLane.Cancel, [1], TimeSpan.Zero));
    }

    [Fact]
    public void The_queues_and_their_waits_are_shown()
    {
        var outbox = NewOutbox();
        for (var i = 0; i < 10; i++) outbox.TryPost(IbLane.Subscribe, [1], TimeSpan.Zero);
        TakeAll(outbox, TimeSpan.Zero);
        var shown = outbox.Snapshot(TimeSpan.FromSeconds(0.25));
        Assert.Equal(["cancel", "order", "control", "subscribe", "history"], shown.Queues.Select(q => q.Name));
        Assert.Equal([0, 0, 0, 3, 0], shown.Queues.Select(q => q.Waiting));
        Assert.Equal([0, 0, 0, 750, 750], shown.Queues.Select(q => q.NextSlotIn.TotalMilliseconds));
        Assert.Equal(250, shown.Queues[3].OldestFor.TotalMilliseconds);
        Assert.Equal((7, PerSecond, false, 3), (shown.SentLastSecond, shown.PerSecond, shown.IsSlowed, shown.Waiting));
    }

    [Fact]
    public async Task A_writer_that_waits_for_its_slot_is_woken_by_a_message_that_may_pass()
    {
        var outbox = NewOutbox();
        for (var i = 0; i < 8; i++) outbox.TryPost(IbLane.Subscribe, [1], TimeSpan.Zero);
        TakeAll(outbox, TimeSpan.Zero);
        await outbox.WaitAsync(Timeout.InfiniteTimeSpan, _time, TestContext.Current.CancellationToken);   // the signal of those that went already
        var waiting = outbox.WaitAsync(Second, _time, TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);
        outbox.TryPost(IbLane.Order, [2], TimeSpan.Zero);
        await waiting;
        Assert.True(outbox.TryTake(TimeSpan.Zero, out _, out _));
    }

    [Fact]
    public async Task A_writer_that_waits_for_its_slot_goes_on_when_the_time_is_over()
    {
        var outbox = NewOutbox();
        var waiting = outbox.WaitAsync(TimeSpan.FromMilliseconds(600), _time, TestContext.Current.CancellationToken).AsTask();
        _time.Advance(TimeSpan.FromMilliseconds(599));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await waiting;
    }

    private static IbOutbox NewOutbox() => new(10_000, new MessagePacer(PerSecond));

    private static int TakeAll(IbOutbox outbox, TimeSpan now)
    {
        var count = 0;
        while (outbox.TryTake(now, out _, out _)) count++;
        return count;
    }

    /// <summary>Posts by a script, sends whatever may go each time the named wait is over, until nothing is left.</summary>
    private static List<Message> Run(Step[] steps)
    {
        var outbox = NewOutbox();
        var posted = new List<Message>();
        var sent = new List<Message>();
        var now = TimeSpan.Zero;
        foreach (var step in steps)
        {
            for (var i = 0; i < step.Count; i++)
            {
                outbox.TryPost(step.Lane, BitConverter.GetBytes(posted.Count), now);
                posted.Add(new Message(posted.Count, step.Lane, now, default, 0));
            }

            Drain(now + step.Pause);
        }

        Drain(TimeSpan.MaxValue);
        return sent;

        void Drain(TimeSpan until)
        {
            while (true)
            {
                if (outbox.TryTake(now, out var frame, out var wait))
                {
                    sent.Add(posted[BitConverter.ToInt32(frame)] with { At = now, PostedWhenSent = posted.Count });
                    continue;
                }

                if (wait == Timeout.InfiniteTimeSpan || now + wait > until) break;
                Assert.True(wait > TimeSpan.Zero);
                now += wait;
            }

            if (until != TimeSpan.MaxValue) now = until;
        }
    }

    private static Arbitrary<Step[]> Steps() => (
        from lane in Gen.Elements(Enum.GetValues<IbLane>())
        from count in Gen.Choose(0, 30)
        from pause in Gen.Choose(0, 1_500)
        select new Step(lane, count, TimeSpan.FromMilliseconds(pause))).ArrayOf().Resize(40).ToArbitrary();

    private sealed record Step(IbLane Lane, int Count, TimeSpan Pause);

    /// <param name="PostedWhenSent">How many messages had been posted when this one was sent.</param>
    private sealed record Message(int Number, IbLane Lane, TimeSpan PostedAt, TimeSpan At, int PostedWhenSent)
    {
        public bool IsUrgent => Lane <= IbLane.Control;
    }
}
