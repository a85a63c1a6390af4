using System.Text.Json;

namespace Argonaut.Server.Http;

/// <summary>
/// JSON may escape half a surrogate pair, which is no text: reading such a string throws. Whoever takes JSON from outside asks here first.
/// </summary>
internal static class JsonTexts
{
    public static bool AreWhole(JsonElement element)
    {
        try
        {
            Read(element);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static void Read(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray()) Read(item);
                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    Read(member.Value);
                }

                break;
        }
    }
}
