using Argonaut.Domain;

namespace Argonaut.Ports;

/// <summary>An error or notice of the source, with its own code and text.</summary>
public sealed record FeedNotice(UnixNanos At, int Code, string Text, InstrumentKey? Instrument);
