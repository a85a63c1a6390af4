using Argonaut.Ports;
using Argonaut.Tests.Shared;
using Argonaut.Venues.Ib.History;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Unit.Venues.Ib;

public sealed class HistoryQueueTests : IDisposable
{
    private const int PerTenMinutes = 6;
    private const int MostOpen = 4;

    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2026, 11, 20, 14, 30, 0, TimeSpan.Zero));
    private readonly HistoryQueue _queue;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public HistoryQueueTests() => _queue = new HistoryQueue(PerTenMinutes, MostOpen, _time);

    public void Dispose() => _queue.Dispose();

    [Fact]
    public void No_sequence_of_requests_ever_breaks_a_rule_and_none_waits_for_ever() => Prop.ForAll(Steps(), steps =>
    {
        var run = new Script(steps);
        run.Play();
        return run.IsClean();
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_identical_request_waits_for_fifteen_seconds_and_lets_others_pass()
    {
        Assert.True(Enter("a").IsCompleted);
        var again = Enter("a");
        Assert.True(Enter("b").IsCompleted);
        Assert.Equal(15.5, _queue.Snapshot().NextSlotIn.TotalSeconds);
        Advance(15.4);
        Assert.False(again.IsCompleted);
        Advance(0.1);
        Assert.True(again.IsCompleted);
    }

    [Fact]
    public void A_sixth_request_of_one_contract_waits_for_two_seconds()
    {
        using var queue = new HistoryQueue(100, 50, _time);
        for (var i = 0; i < 5; i++) Assert.True(queue.EnterAsync(new HistoryAsk($"{i}", "g", true), Ct).IsCompleted);
        var sixth = queue.EnterAsync(new HistoryAsk("6", "g", true), Ct);
        Assert.True(queue.EnterAsync(new HistoryAsk("7", "other", true), Ct).IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2.2));
        Assert.False(sixth.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.05));
        Assert.True(sixth.IsCompleted);
    }

    [Fact]
    public void A_request_for_bid_and_ask_counts_twice_and_is_not_passed_by_those_that_count_once()
    {
        for (var i = 0; i < PerTenMinutes - 1; i++) Done(Enter($"{i}"));
        var heavy = _queue.EnterAsync(new HistoryAsk("heavy", "gh", true, Weight: 2), Ct);
        var light = Enter("light");
        Assert.False(heavy.IsCompleted);
        Assert.False(light.IsCompleted);
        Advance(605);
        Assert.True(heavy.IsCompleted);
        Assert.True(light.IsCompleted);
    }

    [Fact]
    public void Large_bars_do_not_count_in_the_ten_minutes()
    {
        for (var i = 0; i < PerTenMinutes; i++) Done(Enter($"{i}"));
        Assert.False(Enter("small").IsCompleted);
        Assert.True(_queue.EnterAsync(new HistoryAsk("large", "gl", IsSmall: false), Ct).IsCompleted);
    }

    [Fact]
    public void A_request_waits_until_one_that_is_open_is_answered()
    {
        var open = Enumerable.Range(0, MostOpen).Select(i => Enter($"{i}")).ToList();
        var next = Enter("next");
        Assert.False(next.IsCompleted);
        Assert.Equal((1, MostOpen, MostOpen), (_queue.Snapshot().Waiting, _queue.Snapshot().Open, _queue.Snapshot().OpenLimit));
        TurnOf(open[0]).Dispose();
        TurnOf(open[0]).Dispose();   // twice changes nothing
        Assert.True(next.IsCompleted);
        Assert.Equal(MostOpen, _queue.Snapshot().Open);
    }

    [Fact]
    public void A_person_goes_before_the_background_until_that_has_waited_for_a_minute()
    {
        using var queue = new HistoryQueue(2, 50, _time);
        queue.EnterAsync(new HistoryAsk("1", "1", true), Ct);
        queue.EnterAsync(new HistoryAsk("2", "2", true), Ct);
        var background = queue.EnterAsync(new HistoryAsk("b", "b", true, IsBackground: true), Ct);
        _time.Advance(TimeSpan.FromSeconds(30));
        var person = queue.EnterAsync(new HistoryAsk("p", "p", true), Ct);
        var other = queue.EnterAsync(new HistoryAsk("o", "o", true, IsBackground: true), Ct);
        _time.Advance(TimeSpan.FromSeconds(575));
        Assert.True(background.IsCompleted);
        Assert.True(person.IsCompleted);
        Assert.False(other.IsCompleted);
    }

    [Fact]
    public void After_a_violation_only_retries_go_out_until_one_of_them_is_answered()
    {
        _queue.MarkFull();
        var waiting = Enter("a");
        Assert.False(waiting.IsCompleted);
        Assert.Equal(PerTenMinutes, _queue.Snapshot().Used);
        Assert.True(_queue.EnterAsync(new HistoryAsk("r", "gr", true, IsRetry: true), Ct).IsCompleted);
        _queue.MarkOpen();
        Assert.True(waiting.IsCompleted);
    }

    [Fact]
    public async Task A_request_that_is_given_up_leaves_its_place()
    {
        Assert.True(Enter("a").IsCompleted);
        using var stop = new CancellationTokenSource();
        var again = _queue.EnterAsync(new HistoryAsk("a", "ga", true), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => again);
        Assert.Equal(0, _queue.Snapshot().Waiting);
    }

    [Fact]
    public async Task The_queue_is_bounded()
    {
        _queue.MarkFull();
        for (var i = 0; i < HistoryQueue.MostWaiting; i++) Assert.False(Enter($"{i}").IsCompleted);
        await Assert.ThrowsAsync<FeedUnavailableException>(() => Enter("one too many"));
    }

    private Task<HistoryTurn> Enter(string identity) => _queue.EnterAsync(new HistoryAsk(identity, "g" + identity, true), Ct);

    private static void Done(Task<HistoryTurn> turn) => TurnOf(turn).Dispose();

    private static HistoryTurn TurnOf(Task<HistoryTurn> turn)
    {
        Assert.True(turn.IsCompletedSuccessfully);
        return turn.GetAwaiter().GetResult();
    }

    private void Advance(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    private static Arbitrary<Step[]> Steps() => (
        from identity in Gen.Choose(0, 5)
        from @group in Gen.Choose(0, 2)
        from weight in Gen.Choose(1, 2)
        from isSmall in Gen.Elements(true, true, false)
        from isBackground in Gen.Elements(true, false)
        from holdSeconds in Gen.Choose(0, 20)
        from pauseMilliseconds in Gen.Elements(0, 0, 10, 300, 2_000, 20_000, 200_000)
        select new Step(
            new HistoryAsk($"{@group}/{identity}", $"{@group}", isSmall, weight, IsBackground: isBackground), TimeSpan.FromSeconds(holdSeconds),
            TimeSpan.FromMilliseconds(pauseMilliseconds))).ArrayOf().Resize(30).ToArbitrary();

    private sealed record Step(HistoryAsk Ask, TimeSpan Hold, TimeSpan Pause);

    /// <summary>Plays requests against a clock that moves by a quarter of a second, and writes down when each got its turn.</summary>
    private sealed class Script(Step[] steps)
    {
        private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

        private readonly ManualTimeProvider _time = new(DateTimeOffset.UnixEpoch);
        private readonly List<(Step Step, Task<HistoryTurn> Turn)> _waiting = [];
        private readonly List<(TimeSpan Until, HistoryTurn Turn)> _held = [];
        private readonly List<(HistoryAsk Ask, TimeSpan At)> _sent = [];
        private int _mostOpen;

        private TimeSpan Now => _time.GetUtcNow() - DateTimeOffset.UnixEpoch;

        public void Play()
        {
            using var queue = new HistoryQueue(PerTenMinutes, MostOpen, _time);
            foreach (var step in steps)
            {
                _waiting.Add((step, queue.EnterAsync(step.Ask, Ct)));
                Look();
                for (var until = Now + step.Pause; Now < until;) Move();
            }

            // Each waits at most for the others: their ten minutes, their fifteen seconds, their answers.
            var patience = Now + (605 + 16 + 20) * TimeSpan.FromSeconds(1) * (steps.Length + 1);
            while (_waiting.Count > 0 && Now < patience) Move();
        }

        /// <summary>True when no rule was broken and nothing is left.</summary>
        public bool IsClean() =>
            _waiting.Count == 0 && _sent.Count == steps.Length && _mostOpen <= MostOpen
            && _sent.All(s => Within(s.At, 15).Count(o => o.Ask.Identity == s.Ask.Identity) == 1
                && Within(s.At, 2).Count(o => o.Ask.Group == s.Ask.Group) < 6
                && Within(s.At, 600).Where(o => o.Ask.IsSmall).Sum(o => o.Ask.Weight) <= PerTenMinutes);

        private IEnumerable<(HistoryAsk Ask, TimeSpan At)> Within(TimeSpan from, double seconds) =>
            _sent.Where(o => o.At >= from && o.At < from + TimeSpan.FromSeconds(seconds));

        private void Move()
        {
            _time.Advance(Beat);
            Look();
        }

        private void Look()
        {
            foreach (var turn in _held.FindAll(h => h.Until <= Now)) turn.Turn.Dispose();
            _held.RemoveAll(h => h.Until <= Now);
            foreach (var (step, turn) in _waiting.FindAll(w => w.Turn.IsCompleted))
            {
                _sent.Add((step.Ask, Now));
                _held.Add((Now + step.Hold, TurnOf(turn)));
            }

            _waiting.RemoveAll(w => w.Turn.IsCompleted);
            _mostOpen = Math.Max(_mostOpen, _held.Count);
        }
    }
}
