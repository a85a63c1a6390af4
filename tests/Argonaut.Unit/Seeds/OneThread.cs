namespace Argonaut.Unit.Seeds;

/// <summary>
/// Runs everything that one process awaits on the caller's thread, in the order in which it became ready: with time by hand and random
/// numbers by seed a run is the same every time. After the process has died nothing of it runs any more, whatever becomes ready.
/// </summary>
internal sealed class OneThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = new();
    private bool _isDead;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (!_isDead) _ready.Enqueue((d, state));
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <summary>Until nothing is ready, or <paramref name="isOver"/>.</summary>
    public void Run(Func<bool> isOver)
    {
        while (!isOver() && _ready.TryDequeue(out var next)) next.Callback(next.State);
    }

    public void Die()
    {
        _isDead = true;
        _ready.Clear();
    }
}
