namespace Argonaut.Ports;

/// <summary>The source is not connected, or went away while a request was open. The request may be made again.</summary>
public sealed class FeedUnavailableException(string message) : Exception(message);

/// <summary>The source answered a request with an error of its own; repeating it unchanged is useless.</summary>
public sealed class FeedRequestException(int code, string text) : Exception($"{text} (code {code})")
{
    public int Code { get; } = code;

    public string Text { get; } = text;
}
