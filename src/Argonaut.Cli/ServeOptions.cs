using Argonaut.Server.Auth;

namespace Argonaut.Cli;

/// <summary>What <c>demo</c> and <c>run</c> serve.</summary>
/// <param name="DataRoot">The folder of this installation; the demo has its own.</param>
/// <param name="DatabaseUrl">Null: the private PostgreSQL below the data directory.</param>
/// <param name="ExportDirectory">Null: <c>exports</c> below the data directory.</param>
/// <param name="Market">The simulated market of the demo; null: the user's gateway.</param>
internal sealed record ServeOptions(Settings Settings, string DataRoot, string? DatabaseUrl, string? ExportDirectory, AuthMode AuthMode, MarketChoice? Market);
