namespace Argonaut.Server.Stream;

/// <summary>A message that must not be lost: an answer as it is, or a numbered one of a subscription.</summary>
/// <param name="Raw">A whole message; then the rest is unused.</param>
/// <param name="Conflated">Updates that this one replaces or leaves out.</param>
internal readonly record struct Outgoing(byte[]? Raw, Subscription? Subscription, StreamBody? Body, bool IsSnapshot, long Conflated, bool IsSampled)
{
    public int Bytes => Raw?.Length ?? Body!.Json.Length + 160;

    public static Outgoing Answer(byte[] raw) => new(raw, null, null, false, 0, false);

    public static Outgoing Snapshot(Subscription subscription, StreamBody body) => new(null, subscription, body, true, 0, false);

    public static Outgoing Delta(Subscription subscription, StreamBody body, long conflated = 0, bool isSampled = false) =>
        new(null, subscription, body, false, conflated, isSampled);
}
