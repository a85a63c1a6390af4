namespace Argonaut.Server.Stream;

/// <summary>A message that must not be lost: an answer as it is, or a numbered one of a subscription.</summary>
/// <param name="Raw">A whole message; then the rest is unused.</param>
/// <param name="Conflated">Updates that this one replaces or leaves out.</param>
/// <param name="Place">Of its source, reached with this message (see <see cref="Backlog{T}"/>); null where nothing is kept.</param>
internal readonly record struct Outgoing(
    byte[]? Raw, Subscription? Subscription, StreamBody? Body, bool IsSnapshot, long Conflated, bool IsSampled, long? Place)
{
    public int Bytes => Raw?.Length ?? Body!.Json.Length + 160;

    public static Outgoing Answer(byte[] raw) => new(raw, null, null, false, 0, false, null);

    public static Outgoing Snapshot(Subscription subscription, StreamBody body, long? place) => new(null, subscription, body, true, 0, false, place);

    public static Outgoing Delta(Subscription subscription, StreamBody body, long? place = null, long conflated = 0, bool isSampled = false) =>
        new(null, subscription, body, false, conflated, isSampled, place);
}
