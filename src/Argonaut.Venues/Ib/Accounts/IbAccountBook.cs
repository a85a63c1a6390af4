using Argonaut.Trading.Accounts;

namespace Argonaut.Venues.Ib.Accounts;

/// <summary>The broker's book of one feed: it outlives connections. The session's loop writes, everybody reads the picture.</summary>
internal sealed class IbAccountBook
{
    private volatile BrokerPicture _picture = BrokerPicture.Empty;

    public BrokerBook Book { get; } = new();

    public BrokerPicture Picture => _picture;

    public void Publish() => _picture = Book.Picture;
}
