using Argonaut.Domain;
using Argonaut.Domain.Data;

namespace Argonaut.Server.Import;

/// <summary>Walks stored ticks by <c>ts_init</c>, forward only, beside rows of a file in the same order: memory is constant.</summary>
internal sealed class StoredRows(IAsyncEnumerable<ReadOnlyMemory<MarketEvent>> stored, CancellationToken ct) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<ReadOnlyMemory<MarketEvent>> _chunks = stored.GetAsyncEnumerator(ct);
    private readonly List<MarketEvent> _found = [];
    private ReadOnlyMemory<MarketEvent> _chunk;
    private int _next;
    private bool _isAtEnd;

    /// <summary>What is stored at an instant, not before that of the last call; the list is reused.</summary>
    public async ValueTask<List<MarketEvent>> AtAsync(UnixNanos at)
    {
        _found.Clear();
        while (await HasNextAsync())
        {
            var tick = _chunk.Span[_next];
            if (tick.TsInit > at) break;
            if (tick.TsInit == at) _found.Add(tick);
            _next++;
        }

        return _found;
    }

    public ValueTask DisposeAsync() => _chunks.DisposeAsync();

    private async ValueTask<bool> HasNextAsync()
    {
        while (_next == _chunk.Length)
        {
            if (_isAtEnd || !await _chunks.MoveNextAsync())
            {
                _isAtEnd = true;
                return false;
            }

            (_chunk, _next) = (_chunks.Current, 0);
        }

        return true;
    }
}
