namespace Argonaut.Trading.Quality;

/// <summary>
/// Tells a spike from a new level: a price far from the last good one is an outlier, unless the one before it was so as well.
/// </summary>
internal struct SpikeWatch
{
    private long _good;
    private bool _wasOutlier;

    /// <param name="price">A mantissa.</param>
    /// <param name="percent">A change by this share or more is far.</param>
    public bool IsOutlier(long price, int percent)
    {
        var isFar = _good != 0 && (Int128)Math.Abs(price - _good) * 100 >= (Int128)Math.Abs(_good) * percent;
        if (isFar && !_wasOutlier)
        {
            _wasOutlier = true;
            return true;
        }

        _wasOutlier = false;
        _good = price;
        return false;
    }
}
