using System.Collections.Immutable;
using System.Net;
using Argonaut.Server.Auth;
using Argonaut.Server.Limits;

namespace Argonaut.Server;

/// <summary>Settings of the server. <see cref="Validate"/> says everything that is wrong with them at once.</summary>
public sealed record ServerOptions
{
    public const int ProductPort = 8000;

    /// <summary>8000; tests give another, 0 for any free one.</summary>
    public int Port { get; init; } = ProductPort;

    public bool IsTestPort => Port != ProductPort;

    public IPAddress Bind { get; init; } = IPAddress.Loopback;

    public AuthMode AuthMode { get; init; } = AuthMode.Local;

    /// <summary>Key <c>server.allow_remote</c>.</summary>
    public bool AllowRemote { get; init; }

    /// <summary>Key <c>server.tls_terminated_by_proxy</c>.</summary>
    public bool TlsTerminatedByProxy { get; init; }

    /// <summary>Key <c>server.trusted_proxies</c>.</summary>
    public ImmutableArray<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>Names beside localhost under which it may be called, with port where it is not 80 or 443: <c>desk.example:8443</c>.</summary>
    public ImmutableArray<string> AllowedHosts { get; init; } = [];

    /// <summary>Default compression of exports: <c>none</c>, <c>snappy</c>, <c>gzip</c> or <c>zstd</c>.</summary>
    public string Compression { get; init; } = "snappy";

    public ServerLimits Limits { get; init; } = new();

    /// <summary>WebSocket connections of all addresses.</summary>
    public int Streams { get; init; } = 2_000;

    /// <summary>What must hold for demo mode beside a loopback bind (api.md A-039).</summary>
    public bool HasDatabaseUrl { get; init; }

    /// <summary>Empty when the server may start; otherwise one entry a setting, for exit code 2.</summary>
    /// <param name="hasToken">Whether a token exists.</param>
    /// <param name="isSimulated">Whether the gateway is simulated.</param>
    public ImmutableArray<OptionProblem> Validate(bool hasToken, bool isSimulated)
    {
        var problems = ImmutableArray.CreateBuilder<OptionProblem>();
        if (Port is < 0 or > 65_535) problems.Add(new OptionProblem("port", $"Expected 0 to 65535, found {Port}."));
        if (!IPAddress.IsLoopback(Bind))
        {
            if (!AllowRemote) problems.Add(new OptionProblem("server.allow_remote", $"Binding to {Bind} needs server.allow_remote=true."));
            if (!hasToken) problems.Add(new OptionProblem("token", $"Binding to {Bind} needs a token."));
            if (!TlsTerminatedByProxy || TrustedProxies.IsEmpty)
                problems.Add(new OptionProblem("server.tls_terminated_by_proxy",
                    $"Binding to {Bind} needs TLS: set server.tls_terminated_by_proxy=true and server.trusted_proxies."));
        }

        if (AuthMode == AuthMode.Demo)
        {
            if (!isSimulated) problems.Add(new OptionProblem("auth.mode", "Mode demo is only for a simulated gateway."));
            if (HasDatabaseUrl) problems.Add(new OptionProblem("auth.mode", "Mode demo is not possible with DATABASE_URL."));
            if (!IPAddress.IsLoopback(Bind)) problems.Add(new OptionProblem("auth.mode", $"Mode demo is not possible when bound to {Bind}."));
        }

        if (Compression is not ("none" or "snappy" or "gzip" or "zstd"))
            problems.Add(new OptionProblem("PARQUET_COMPRESSION", $"Expected none, snappy, gzip or zstd, found '{Compression}'."));
        return problems.ToImmutable();
    }
}
