using Argonaut.Ports;

namespace Argonaut.Venues.Ib.Session;

/// <summary>What a session says goes here: to a gateway, or beside what was said when the session was recorded.</summary>
internal interface IIbLink
{
    /// <param name="frame">With its length, except the hello.</param>
    /// <returns>False when the outbox is full.</returns>
    bool TryPost(IbLane lane, byte[] frame);

    /// <summary>Half the sending rate for a while (error 100).</summary>
    void SlowDown(TimeSpan duration);

    /// <summary>Makes the session's loop look around. Safe from any thread.</summary>
    void Wake();

    FeedMessagePacing Pacing();
}
