namespace Argonaut.Server.Auth;

/// <summary>What a caller may do; each role includes those before it (api.md A-038).</summary>
public enum Role
{
    Viewer,
    Exporter,
    Trader,
    Admin,
}
