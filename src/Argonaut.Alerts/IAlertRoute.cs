using Argonaut.Ports;

namespace Argonaut.Alerts;

/// <summary>A way out for alerts.</summary>
internal interface IAlertRoute
{
    /// <summary><c>webhook</c> or <c>email</c>.</summary>
    string Name { get; }

    /// <summary>Where to, without secrets.</summary>
    string Target { get; }

    /// <summary>Null when it was taken; else why not, in words without secrets.</summary>
    Task<string?> SendAsync(AlertEvent one, CancellationToken ct);
}
