using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Xunit;

namespace Argonaut.Integration.Walks;

/// <summary>Tells a test that something happened in a recorder: then it looks again at what it waits for.</summary>
internal sealed class Happenings : IMarketObserver
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private TaskCompletionSource _something = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void OnTick(in MarketEvent tick) => Wake();

    public void OnBarClosed(in Bar bar) => Wake();

    public void OnChanged() => Wake();

    /// <summary>Returns when it is so, now or after something happened.</summary>
    public Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <inheritdoc cref="UntilAsync(Func{bool})"/>
    public async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (true)
        {
            Task something;
            lock (_gate) something = _something.Task;
            if (await condition()) return;
            await something.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
    }

    private void Wake()
    {
        TaskCompletionSource before;
        lock (_gate)
        {
            before = _something;
            _something = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        before.TrySetResult();
    }
}
