using Argonaut.Ports;

namespace Argonaut.Postgres.Store;

/// <summary>A gap's state as the database and the API write it.</summary>
internal static class GapText
{
    public static string Of(GapState state) => state.ToString().ToLowerInvariant();

    public static GapState Parse(string text) => Enum.Parse<GapState>(text, ignoreCase: true);
}
