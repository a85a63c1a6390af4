using System.Collections.Immutable;
using Argonaut.Ports;

namespace Argonaut.Live.Instruments;

/// <summary>The last notices, newest first. Reads are free of locks.</summary>
internal sealed class NoticeLog
{
    private const int Capacity = 100;

    private readonly Lock _gate = new();
    private ImmutableArray<DefinitionNotice> _notices = [];

    public ImmutableArray<DefinitionNotice> All
    {
        get
        {
            lock (_gate) return _notices;
        }
    }

    public void Add(DefinitionNotice notice)
    {
        lock (_gate) _notices = [notice, .. _notices.Take(Capacity - 1)];
    }
}
