using Argonaut.Ports;

namespace Argonaut.Postgres.Store;

/// <summary>A batch whose ticks go to the server ahead of its turn, in a transaction that stays open.</summary>
internal sealed class PreparedBatch : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly Task<bool> _sending;

    public PreparedBatch(StoreBatch batch, TickSession session, Func<CancellationToken, Task> send, TimeSpan limit, TimeProvider time)
    {
        Batch = batch;
        Session = session;
        _stop = new CancellationTokenSource(limit, time);
        _sending = SendAsync(send);
    }

    public StoreBatch Batch { get; }

    public TickSession Session { get; }

    /// <summary>Completes, never with an error, when the ticks are not read any more.</summary>
    public Task Ended => _sending;

    /// <summary>True when all ticks are in the open transaction; false when the session was given up.</summary>
    /// <param name="ct">Ends the sending.</param>
    public async Task<bool> IsSentAsync(CancellationToken ct)
    {
        await using var stop = ct.Register(_stop.Cancel);
        return await _sending;
    }

    /// <summary>Takes it back: nothing of it will be stored.</summary>
    public async Task GiveUpAsync()
    {
        await _stop.CancelAsync();
        if (await _sending) await Session.GiveUpAsync(new OperationCanceledException("Its turn did not come."));
    }

    public void Dispose() => _stop.Dispose();

    private async Task<bool> SendAsync(Func<CancellationToken, Task> send)
    {
        try
        {
            await send(_stop.Token);
            return true;
        }
        catch (Exception error)
        {
            await Session.GiveUpAsync(error);   // the batch is sent again in its turn: what stays wrong is told there
            return false;
        }
    }
}
