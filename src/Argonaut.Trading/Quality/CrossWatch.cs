using Argonaut.Domain;

namespace Argonaut.Trading.Quality;

/// <summary>Finds quotes that stay crossed: after <see cref="Patience"/> the instrument is suspect, until a quote is not crossed.</summary>
public struct CrossWatch
{
    /// <summary>Real markets cross for moments, when two venues are quoted together.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private long _since;
    private bool _isSuspect;

    /// <summary>Since when quotes are crossed without a break; null when they are not, or not for long enough.</summary>
    public readonly UnixNanos? SuspectSince => _isSuspect ? new UnixNanos(_since) : null;

    /// <summary>When <see cref="Pass"/> will find it suspect; the end of time when it will not.</summary>
    public readonly UnixNanos DueAt => _since == 0 || _isSuspect ? UnixNanos.MaxValue : new UnixNanos(_since + Patience.Ticks * 100);

    /// <summary>True when the instrument became suspect, or stopped being so.</summary>
    public bool Quote(bool isCrossed, UnixNanos now)
    {
        if (isCrossed)
        {
            if (_since == 0) _since = now.Value;
            return Pass(now);
        }

        _since = 0;
        if (!_isSuspect) return false;
        _isSuspect = false;
        return true;
    }

    /// <summary>Time passes without a quote. True when the instrument became suspect.</summary>
    public bool Pass(UnixNanos now)
    {
        if (_since == 0 || _isSuspect || now.Value - _since < Patience.Ticks * 100) return false;
        _isSuspect = true;
        return true;
    }
}
