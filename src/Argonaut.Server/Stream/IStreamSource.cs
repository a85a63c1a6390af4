namespace Argonaut.Server.Stream;

/// <summary>Where a client reads the newest state of a latest-wins topic when its turn has come.</summary>
internal interface IStreamSource
{
    /// <summary>The same body object while nothing changed; null when there is nothing to tell. Version counts updates.</summary>
    (long Version, StreamBody Body)? Latest(Subscription subscription);
}
