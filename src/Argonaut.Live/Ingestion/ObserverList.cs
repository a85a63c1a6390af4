using System.Collections.Immutable;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Microsoft.Extensions.Logging;

namespace Argonaut.Live.Ingestion;

/// <summary>Observers in the order they came. One that throws is removed: it must not stop ingestion.</summary>
internal sealed class ObserverList(ILogger log)
{
    private ImmutableArray<IMarketObserver> _all = [];

    public IDisposable Attach(IMarketObserver observer)
    {
        ImmutableInterlocked.Update(ref _all, all => all.Add(observer));
        return new Attachment(this, observer);
    }

    public void OnTick(in MarketEvent tick)
    {
        foreach (var observer in _all)
        {
            try
            {
                observer.OnTick(tick);
            }
            catch (Exception e) when (Remove(observer, e))
            {
            }
        }
    }

    public void OnBarClosed(in Bar bar)
    {
        foreach (var observer in _all)
        {
            try
            {
                observer.OnBarClosed(bar);
            }
            catch (Exception e) when (Remove(observer, e))
            {
            }
        }
    }

    public void OnChanged()
    {
        foreach (var observer in _all)
        {
            try
            {
                observer.OnChanged();
            }
            catch (Exception e) when (Remove(observer, e))
            {
            }
        }
    }

    private bool Remove(IMarketObserver observer, Exception error)
    {
        LiveLog.ObserverFailed(log, observer.GetType().Name, error);
        Remove(observer);
        return true;
    }

    private void Remove(IMarketObserver observer) => ImmutableInterlocked.Update(ref _all, all => all.Remove(observer));

    private sealed class Attachment(ObserverList list, IMarketObserver observer) : IDisposable
    {
        public void Dispose() => list.Remove(observer);
    }
}
