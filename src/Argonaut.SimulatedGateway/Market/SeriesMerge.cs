using System.Collections.Immutable;
using Argonaut.Domain.Data;

namespace Argonaut.SimulatedGateway.Market;

/// <summary>Merges sequences ordered by <c>ts_init</c>; equal times come in the order of the sequences. Few sequences: a linear search.</summary>
internal sealed class SeriesMerge : IAsyncDisposable
{
    private readonly IAsyncEnumerator<MarketEvent>?[] _open;
    private int _current = -1;

    private SeriesMerge(int count) => _open = new IAsyncEnumerator<MarketEvent>?[count];

    /// <summary>The next event and the number of its sequence; null at the end of all.</summary>
    public (int Series, MarketEvent Event)? Current => _current < 0 ? null : (_current, _open[_current]!.Current);

    public static async Task<SeriesMerge> OpenAsync(ImmutableArray<IAsyncEnumerable<MarketEvent>> sequences, CancellationToken ct)
    {
        var merge = new SeriesMerge(sequences.Length);
        for (var i = 0; i < sequences.Length; i++)
        {
            merge._open[i] = sequences[i].GetAsyncEnumerator(ct);
            await merge.AdvanceAsync(i);
        }

        merge.Choose();
        return merge;
    }

    public async ValueTask MoveNextAsync()
    {
        if (_current < 0) return;
        await AdvanceAsync(_current);
        Choose();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in _open)
            if (one is not null) await one.DisposeAsync();
    }

    private async ValueTask AdvanceAsync(int series)
    {
        if (await _open[series]!.MoveNextAsync()) return;
        await _open[series]!.DisposeAsync();
        _open[series] = null;
    }

    private void Choose()
    {
        _current = -1;
        for (var i = 0; i < _open.Length; i++)
            if (_open[i] is { } one && (_current < 0 || one.Current.TsInit < _open[_current]!.Current.TsInit)) _current = i;
    }
}
