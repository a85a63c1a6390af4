using System.Buffers.Text;
using System.Security.Cryptography;
using Argonaut.Domain;
using Argonaut.Ports;

namespace Argonaut.Server.Auth;

/// <summary>Tickets for a WebSocket (api.md A-083): each works once and for 30 s. Safe for several threads.</summary>
internal sealed class StreamTickets(TimeProvider time)
{
    private const int MostTickets = 10_000;
    private const long Lifetime = 30 * UnixNanos.PerSecond;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (Caller Caller, UnixNanos End)> _tickets = new(StringComparer.Ordinal);

    /// <summary>Null when too many wait to be used.</summary>
    public (string Ticket, UnixNanos End)? Issue(Caller caller)
    {
        var now = HybridClock.Now(time);
        var ticket = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        lock (_gate)
        {
            if (_tickets.Count >= MostTickets)
                foreach (var (old, _) in _tickets.Where(t => t.Value.End <= now).ToArray()) _tickets.Remove(old);
            if (_tickets.Count >= MostTickets) return null;
            var end = now + Lifetime;
            _tickets[KeyOf(ticket)] = (caller, end);
            return (ticket, end);
        }
    }

    /// <summary>Who asked for it; null when it is unknown, used or too old.</summary>
    public Caller? Redeem(string ticket)
    {
        lock (_gate) return _tickets.Remove(KeyOf(ticket), out var found) && HybridClock.Now(time) < found.End ? found.Caller : null;
    }

    /// <summary>By hash, so that the time of a look-up tells nothing of a ticket.</summary>
    private static string KeyOf(string ticket) => Convert.ToHexStringLower(AccessToken.HashOf(ticket).AsSpan());
}
