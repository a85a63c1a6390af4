using System.Threading.Channels;
using Argonaut.Domain.Data;

namespace Argonaut.Live.Ingestion;

/// <summary>
/// Ticks on their way from the feed to the ingestion loop. A feed that tells of its steps wakes the loop once a step, and lends it its
/// thread until nothing is left to do: a thread that has to be woken costs more than the ticks it would work on. Any other feed wakes the
/// loop with every tick that finds it asleep.
/// </summary>
internal sealed class TickInbox(int capacity, bool wakesBySteps) : ChannelWriter<MarketEvent>
{
    private readonly Channel<MarketEvent> _ticks = Channel.CreateBounded<MarketEvent>(new BoundedChannelOptions(capacity)
    {
        FullMode = BoundedChannelFullMode.Wait,   // the session stops reading its socket
        SingleReader = true,
    });

    private TaskCompletionSource? _asleep;

    /// <summary>No tick is left and none will come.</summary>
    public bool IsEnded => _ticks.Reader.Completion.IsCompleted;

    public bool TryRead(out MarketEvent tick) => _ticks.Reader.TryRead(out tick);

    /// <summary>Completes when the feed has stepped, when ticks are there already, and at the end. For one reader.</summary>
    public Task WaitAsync()
    {
        var asleep = new TaskCompletionSource(wakesBySteps ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _asleep, asleep);   // before the look: who writes after it sees this
        if (_ticks.Reader.Count > 0 || IsEnded) Wake();
        return asleep.Task;
    }

    /// <summary>What was written up to now can be worked on. Where the feed tells of its steps, that happens before this returns.</summary>
    public void Wake()
    {
        if (Volatile.Read(ref _asleep) is not null) Interlocked.Exchange(ref _asleep, null)?.SetResult();
    }

    public override bool TryWrite(MarketEvent item)
    {
        if (!_ticks.Writer.TryWrite(item)) return false;
        if (!wakesBySteps) Wake();
        return true;
    }

    /// <summary>Whoever waits for room needs the loop to make it.</summary>
    public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default)
    {
        Wake();
        return _ticks.Writer.WaitToWriteAsync(cancellationToken);
    }

    public override bool TryComplete(Exception? error = null)
    {
        var isFirst = _ticks.Writer.TryComplete(error);
        Wake();
        return isFirst;
    }
}
