using Argonaut.Trading.Accounts;

namespace Argonaut.Ports;

/// <summary>What a broker says of orders, fills and positions of its account, whoever made them. Safe from any thread.</summary>
public interface IBrokerView
{
    BrokerPicture Broker { get; }
}
