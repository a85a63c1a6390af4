using System.Threading.Channels;

namespace Argonaut.Live.Storing;

/// <summary>Wakes one waiting loop. Setting it twice before the loop looks is the same as once.</summary>
internal sealed class Signal
{
    private readonly Channel<bool> _slot = Channel.CreateBounded<bool>(new BoundedChannelOptions(1)
    {
        FullMode = BoundedChannelFullMode.DropWrite,   // it is set already
        SingleReader = true,
    });

    public void Set() => _slot.Writer.TryWrite(true);

    public void Reset() => _slot.Reader.TryRead(out _);

    /// <summary>Completes when it is set, now or later; stays set until <see cref="Reset"/>.</summary>
    public async Task WaitAsync(CancellationToken ct) => await _slot.Reader.WaitToReadAsync(ct);
}
