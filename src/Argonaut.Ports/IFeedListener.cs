namespace Argonaut.Ports;

/// <summary>Hears of a feed's state. Called on the feed's own loop, in order; must return at once and never throw.</summary>
public interface IFeedListener
{
    void OnStatusChanged(FeedStatus status);
}
