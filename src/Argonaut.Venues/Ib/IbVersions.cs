namespace Argonaut.Venues.Ib;

/// <summary>The server versions with the complete text protocol that this client knows (ib-tws-protocol.md 1).</summary>
public static class IbVersions
{
    public const int Min = 178;
    public const int Max = 200;
}
