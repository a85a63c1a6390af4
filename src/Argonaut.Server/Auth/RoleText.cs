using System.Collections.Immutable;

namespace Argonaut.Server.Auth;

/// <summary>Roles and modes as the API spells them.</summary>
internal static class RoleText
{
    public static readonly ImmutableArray<string> All = [.. Enum.GetValues<Role>().Select(Of)];

    public static string Of(Role role) => role switch
    {
        Role.Viewer => "viewer",
        Role.Exporter => "exporter",
        Role.Trader => "trader",
        Role.Admin => "admin",
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };

    public static string Of(AuthMode mode) => mode switch
    {
        AuthMode.Local => "local",
        AuthMode.Demo => "demo",
        AuthMode.Required => "required",
        _ => throw new ArgumentOutOfRangeException(nameof(mode)),
    };

    /// <summary>Null when it is no role.</summary>
    public static Role? Parse(string text) => All.IndexOf(text) is var index and >= 0 ? (Role)index : null;
}
