using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Server.Http;

namespace Argonaut.Server;

/// <summary>What the endpoints share.</summary>
internal sealed class ServerContext(ServerParts parts, ServerOptions options)
{
    public ServerParts Parts { get; } = parts;

    public ServerOptions Options { get; } = options;

    public Cursors Cursors { get; } = new([.. parts.InstallKey], parts.Time);

    public IMarketView Market => Parts.Market;

    public IMarketStore Store => Parts.Store;

    public UnixNanos Now => HybridClock.Now(Parts.Time);

    /// <summary>True when the data comes from a simulated gateway.</summary>
    public bool IsSimulated => Parts.Facts.IsSimulated || Market.Feed.IsSimulated;
}
